"""Names of certificates that mean something else in a posting."""

from __future__ import annotations

from bisect import bisect_left

from tpm_insights.extract.certification_names import (
    LONGEST_GAP,
    STOP,
    WORD,
    Name,
    certification_words,
    next_word,
)
from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import Hit


class FalseFriends:
    """The names of one posting that mean something else: "CSM" the customer success manager, "PE" private equity.

    Parameters
    ----------
    document : Document
        The posting.
    cues : list of (int, int, str)
        Its certificate words, in order.
    """

    def __init__(self, document: Document, cues: list[Hit]) -> None:
        self._document = document
        self._cues = cues
        self._rules = certification_words().friends
        self._somewhere: dict[str, bool] = {}

    def include(self, name: Name) -> bool:
        """Tell if a name means something else.

        Parameters
        ----------
        name : Name
            The name.

        Returns
        -------
        bool
            True if it is not the certificate.
        """
        rule = self._rules.get(name.id)
        if not rule:
            return False
        lower = self._document.lower
        if next_word(lower, name.end) in rule.get("next", ()):
            return True
        previous = WORD.findall(lower[max(0, name.start - 25) : name.start])
        if previous and previous[-1] in rule.get("previous", ()):
            return True
        known_only = "lead" in rule and self._is_known_only(name, tuple(rule["lead"]))
        if known_only or ("spelled" in rule and self._spelled_otherwise(name, rule["spelled"])):
            return True
        if "document" in rule:
            at = bisect_left(self._cues, (name.start, 0, ""))
            if at < len(self._cues) and self._cues[at][0] <= name.end + 2:
                return False
            if any(map(self._holds, rule["document"])):
                return True
        if name.id in certification_words().friend_sentences:
            low, high = self._document.sentence_bounds(name.start)
            return certification_words().friend_sentences[name.id].search(lower, low, high) is not None
        return False

    def lack_surroundings(self, name: Name) -> bool:
        """Tell if a bare abbreviation lacks the words by which it would be a certificate.

        Parameters
        ----------
        name : Name
            The name.

        Returns
        -------
        bool
            True for a "CSM" in a posting without a word of Scrum or Agile in its title or text.
        """
        needed = self._rules.get(name.id, {}).get("needs", ())
        if not needed or name.end - name.start > 5:
            return False
        title = self._document.title.lower()
        return not any(word in title or self._holds(word) for word in needed)

    def _holds(self, phrase: str) -> bool:
        """Tell if a phrase stands anywhere in the posting."""
        if phrase not in self._somewhere:
            self._somewhere[phrase] = phrase in self._document.lower
        return self._somewhere[phrase]

    def _is_known_only(self, name: Name, leads: tuple[str, ...]) -> bool:
        """Tell if the name is what one should know: "knowledge of ITIL Foundations"."""
        lower = self._document.lower
        if not lower.endswith(leads, 0, name.start):
            return False
        stop = STOP.search(lower, name.end, name.end + LONGEST_GAP)
        return "certif" not in lower[name.start : stop.start() if stop else name.end + LONGEST_GAP]

    def _spelled_otherwise(self, name: Name, own: list[str]) -> bool:
        """Tell if the posting itself spells the abbreviation out as something else: "Core Service Migration (CSM)"."""
        document = self._document
        short = document.text[name.start : name.end]
        if not short.isupper() or not short.isalpha():
            return False
        bracketed = f"({short.lower()})"
        if not self._holds(bracketed):
            return False
        at = document.lower.find(bracketed, max(0, name.start - 3000), name.end + 3000)
        words = WORD.findall(document.lower[max(0, at - 80) : max(0, at)])[-len(short) :]
        return [word[0] for word in words] == list(short.lower()) and not set(own).intersection(words)
