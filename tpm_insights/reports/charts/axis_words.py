"""What stands at the ticks and marks of a figure, in the words of the prose."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tpm_insights.reports.words import prose

Unit = Literal["money", "share", "difference", "count", "ratio", "points"]


class Words(NamedTuple):
    """How the numbers of one figure are written.

    Attributes
    ----------
    unit : {"money", "share", "difference", "count", "ratio", "points"}
        Money a year, a fraction, a difference in percent, a count, the base-2 logarithm of a ratio, or percentage
        points.
    currency : str
        ISO 4217 code of money.
    series : tuple of str
        Every series that figures of the same kind may hold, in the order of their colours and marks, so that a series
        looks the same in all of them; empty for the order in which they come.

    Examples
    --------
    >>> Words("money", "USD").tick(95_000), Words("money", "USD").mark(95_000)
    ('$95k', '$95,000')
    >>> Words("difference").tick(-10), Words("share").mark(0.4)
    ('−10%', '40%')
    >>> [Words("ratio").tick(x) for x in (-2, 0, 3, 0.5)]
    ['× 1/4', '× 1', '× 8', '']
    """

    unit: Unit
    currency: str = "USD"
    series: tuple[str, ...] = ()

    def tick(self, value: float, _place: float | None = None) -> str:
        """Write a tick of the axis.

        Parameters
        ----------
        value : float
            Where it stands.

        Returns
        -------
        str
            Short words.
        """
        if self.unit == "money":
            return prose.money(value / 1000, self.currency, nearest=1) + ("k" if value else "")
        if self.unit == "difference":
            return prose.difference(value, digits=0)
        if self.unit == "points":
            return prose.points(value)
        if self.unit == "ratio":
            if value != round(value):
                return ""
            return f"× 1/{2**-value:g}" if value < 0 else f"× {2**value:g}"
        return f"{100 * value:.0f}%" if self.unit == "share" else prose.number(value)

    def mark(self, value: float) -> str:
        """Write the value at a mark.

        Parameters
        ----------
        value : float
            The value.

        Returns
        -------
        str
            As in the tables.
        """
        if self.unit == "money":
            return prose.money(value, self.currency)
        if self.unit == "difference":
            return prose.difference(value)
        if self.unit == "points":
            return prose.points(value)
        if self.unit == "ratio":
            return prose.times(2**value)
        return prose.share(value) if self.unit == "share" else prose.number(value)
