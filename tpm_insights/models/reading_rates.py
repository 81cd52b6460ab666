"""How often a reader was right and wrong, counted on texts that people read too."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.shares import zero_one


@dataclass(frozen=True, slots=True)
class ReadingErrors:
    """How often a reader was right and wrong on texts read by people.

    Attributes
    ----------
    true_positives, false_positives, false_negatives, true_negatives : int
        Texts in which the reader found it and it was there, found it and it was not, missed it, rightly found nothing.

    Examples
    --------
    >>> errors = ReadingErrors(45, 5, 10, 440)
    >>> round(errors.recall, 2), round(errors.false_alarm, 3)
    (0.82, 0.011)
    """

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    def __post_init__(self) -> None:
        counts = (self.true_positives, self.false_positives, self.false_negatives, self.true_negatives)
        if min(counts) < 0 or self.true_positives == 0 or self.true_negatives + self.false_positives == 0:
            raise UsageError(
                f"reading errors {counts}: counts cannot be negative, and texts with and without it are needed"
            )

    @classmethod
    def of_columns(cls, truth: pd.Series, read: pd.Series) -> ReadingErrors:
        """Count the errors from what people and the reader found in the same texts.

        Parameters
        ----------
        truth, read : Series
            0 and 1, or false and true, a text each, in the same order; texts without either are left out.

        Returns
        -------
        ReadingErrors
            The counts.

        Raises
        ------
        UsageError
            If the two differ in length.
        ModelError
            If a column holds anything but 0 and 1.

        Examples
        --------
        >>> ReadingErrors.of_columns(pd.Series([1, 1, 0, 0, 0]), pd.Series([1, 0, 0, 1, 0]))
        ReadingErrors(true_positives=1, false_positives=1, false_negatives=1, true_negatives=2)
        """
        if len(truth) != len(read):
            raise UsageError(f"reading errors: {len(truth):,} texts were labelled and {len(read):,} read")
        labelled, found = zero_one(truth, "truth"), zero_one(read, "read")
        counts = [int(((found == f) & (labelled == t)).sum()) for f, t in ((1, 1), (1, 0), (0, 1), (0, 0))]
        return cls(*counts)

    @classmethod
    def of_scores(cls, *, texts: int, labelled: int, given: int, right: int) -> ReadingErrors:
        """Count the errors from the scores of a reader.

        Parameters
        ----------
        texts : int
            Texts read by people.
        labelled : int
            Texts in which people found it.
        given : int
            Texts in which the reader did.
        right : int
            Texts in which both did; precision is ``right / given``, recall ``right / labelled``.

        Returns
        -------
        ReadingErrors
            The counts.

        Examples
        --------
        >>> ReadingErrors.of_scores(texts=500, labelled=55, given=50, right=45)
        ReadingErrors(true_positives=45, false_positives=5, false_negatives=10, true_negatives=440)
        """
        return cls(right, given - right, labelled - right, texts - labelled - given + right)

    @property
    def recall(self) -> float:
        """Share of the texts that have it in which it was found."""
        return self.true_positives / (self.true_positives + self.false_negatives)

    @property
    def false_alarm(self) -> float:
        """Share of the texts that do not have it in which it was found."""
        return self.false_positives / (self.false_positives + self.true_negatives)

    @property
    def variances(self) -> tuple[float, float]:
        """Variances of recall and false alarms; half a text is added to each count, so that none is zero."""
        pairs = ((self.true_positives, self.false_negatives), (self.false_positives, self.true_negatives))
        shares = [((a + 0.5) / (a + b + 1), a + b + 1) for a, b in pairs]
        first, second = (share * (1 - share) / n for share, n in shares)
        return first, second
