"""What the words round a figure say: whether it is what the job pays, and of which kind."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from typing import NamedTuple

from tpm_insights.extract.document import Document
from tpm_insights.extract.figures import Figure
from tpm_insights.extract.scan import Hit, lexicon

STRONG = frozenset({"pay", "base", "total", "hiring", "wide"})
"""Keys of the words that say that a figure is pay."""
_WEAK = frozenset({"weak", "rate"})
_AGAINST = frozenset({"extra", "other"})
_RATE = ("rate", "range")
_REACH = 240
_HEADING_REACH = 320
_TAIL = 48
_FAR = 80
# Where what is said after an amount goes on to something else.
_STOP = re.compile(
    r"[+,;:|()\n]|\.(?:\s|$)|\s[-&/]\s|/\s?\$"
    r"|\s(?:plus|and|with|depending|based|commensurate|doe|dependent|in addition|which|-)\b"
)
_EARNED = re.compile(
    r"\b(?:(?:be|are|is|get|gets|being) paid|(?:you|you'll|you'd|will|can|and|to) earn)"
    r"(?: (?:between|from|up to|about|around|at least|over))? \Z"
)
_ON_TOP = re.compile(r" ?\+ [^\n]{5,60}\n")
_ABOUT_ELSE = re.compile(
    r"\b(?:and|with|who|that|plans?|programs?|systems?|teams?)\b"
)  # "compensation plans for 90,000"
_SEPARATED = re.compile(r"\b(?:is|are|will be|be|between|from|range|ranges|of the)\b|[:)]")


class Verdict(NamedTuple):
    """What the words round a figure say about it.

    Attributes
    ----------
    grade : int
        0 not pay, 1 likely (only its form says so), 2 the text says so.
    kind : str
        base, total or unspecified.
    scale : str
        "hiring" for a hiring scale, "wide" for the whole range of a class or grade, else "".
    """

    grade: int
    kind: str = "unspecified"
    scale: str = ""


NOT_PAY = Verdict(0)


class PayContext:
    """The words about pay of one document, looked up by place.

    Parameters
    ----------
    document : Document
        A posting.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> context = PayContext(read_document("Base salary of $90,000 and a bonus."))
    >>> context.between(0, 35)
    [(0, 11, 'base'), (29, 34, 'extra')]
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lower = document.lower
        self._cues = [hit for hit in document.hits.get("pay_cue", ()) if hit[2] != "code"]
        self._starts = [hit[0] for hit in self._cues]

    def between(self, start: int, end: int) -> list[Hit]:
        """Return the words about pay that lie within two offsets.

        Parameters
        ----------
        start, end : int
            Offsets in the text.

        Returns
        -------
        list of (int, int, str)
            Start, end and key, in order.
        """
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end, lo=low)
        return [hit for hit in self._cues[low:high] if hit[1] <= end]

    def judge(self, figure: Figure, previous: Figure | None, last: Verdict) -> Verdict:
        """Decide whether a figure is pay.

        Parameters
        ----------
        figure : Figure
            To be judged.
        previous : Figure or None
            The figure before it.
        last : Verdict
            What was decided about that one.

        Returns
        -------
        Verdict
            Grade, kind and scale.
        """
        if math.isinf(max(figure.ends)) or figure.period == "other" or not _looks_like_money(figure):
            return NOT_PAY
        sentence = self.document.sentence_bounds(figure.start)[0]
        floor = previous.end if previous is not None else 0
        before = self.between(max(sentence, floor, figure.start - _REACH), figure.start)
        said = [hit for hit in before if hit[2] not in _WEAK]
        after = self._said_after(figure, said)
        if after in _AGAINST:
            return NOT_PAY
        if after:
            return _stated([*said, (figure.end, figure.end, after)])
        by_words = self._said_before(figure, said, before)
        if by_words is not None:
            return by_words
        if previous is not None and self._listed_with(previous, figure) and (last.grade or sentence <= previous.start):
            return last
        return self._by_heading(figure, max(sentence, figure.start - _REACH)) or self._by_form(figure, before)

    def _said_after(self, figure: Figure, said: list[Hit]) -> str:
        """Return the key of the word that directly follows a figure and decides about it, or ""."""
        lower, at = self.lower, figure.end
        sizable = bool(figure.period) or figure.value >= 15_000
        led = bool(said) and said[-1][2] in STRONG and figure.start - said[-1][1] <= 70
        sure = led and figure.two_sided and sizable  # "salary of $70,000 - $80,000 bonus 10%" is pay, whatever follows
        anew = self.document.text[at : at + 2].strip(" ").istitle()
        if anew and figure.two_sided and sizable and not any(hit[0] <= at + 1 for hit in self.between(at, at + _TAIL)):
            return ""  # "$90,000 - $95,000 per year This job comes with a bonus": another sentence
        if lower[at : at + 2].strip(" ").startswith("("):
            at = lower.find("(", at, at + 2) + 1
        stop = _STOP.search(lower, at, at + _TAIL)
        for start, end, key in self.between(at, at + 2 * _TAIL):
            if start > (stop.start() if stop else at + _TAIL):
                break
            if key in STRONG:
                near = start - at <= (24 if led else 14)
                of_the_next = lower[end : end + 3].lstrip(" :")[:1] in ("$", "£", "€")  # "$110,000 (OTE $150,000)"
                if not near or of_the_next or not (figure.sign or figure.marked):
                    return ""
                return "pay" if stop and end > stop.start() else key  # "$100k salary + bonus" is the salary
            if key == "other" and not (figure.period or figure.two_sided):
                return key
            if key == "extra":
                return key if not sure and (not led or start - at <= 20) else ""
        return ""

    def _said_before(self, figure: Figure, said: list[Hit], before: list[Hit]) -> Verdict | None:
        """Judge by the words before a figure in its sentence, the nearest first; None if they say nothing."""
        if (
            not figure.sign
            and figure.two_sided
            and before
            and before[-1][2] == "rate"
            and figure.start - before[-1][1] <= 3
        ):
            return Verdict(1)
        if not said:
            return None
        start, end, nearest = said[-1]
        if nearest in STRONG:
            # "base" alone may be a data base of 50,000 users
            reach = 60 if figure.period else 44 if figure.two_sided else 26
            tight = (nearest != "base" or end - start > 4) and figure.start - end <= reach
            if tight and not (figure.two_sided or figure.period or figure.marked):
                tight = _ABOUT_ELSE.search(self.lower, end, figure.start) is None
            return _stated(said) if figure.sign or tight else NOT_PAY
        if figure.start - end > _FAR:
            return None
        strong = bool(figure.sign) and any(key in STRONG for _, _, key in said)
        if nearest == "scope":
            return _stated(said) if strong else None
        gap = self.lower[end : figure.start]
        large = figure.two_sided and figure.value >= 30_000
        own = (figure.two_sided or figure.period) and (large or not _tied(gap)) and _SEPARATED.search(gap)
        return _stated(said) if strong and own else NOT_PAY

    def _listed_with(self, previous: Figure, figure: Figure) -> bool:
        """Tell if a figure goes on with the list, or the sentence, that the one before it stands in."""
        length = figure.start - previous.end
        both = previous.two_sided and figure.two_sided
        if length > 160 or (figure.sign != previous.sign and not (both and figure.sign and previous.sign)):
            return False
        if not (figure.sign or figure.marked or figure.period) and self.lower[figure.start : figure.end].isdigit():
            return False  # "Brooklyn, New York 11205"
        gap = self.lower[previous.end : figure.start]
        if any(key in _AGAINST for _, _, key in self.between(previous.end, figure.start)):
            # "Juniors $90,000 - $110,000 + bonus\nSeniors $110,000 - $140,000 + bonus"
            like = both and previous.value / 2 <= figure.value <= previous.value * 2
            return like and _ON_TOP.match(gap) is not None
        lines = gap.count("\n")
        if not lines:
            return both or (length <= 90 and len(gap.split()) <= 9)
        if previous.two_sided and not figure.two_sided:
            return False
        if both and lines == 1 and gap.rstrip(" ([¤").endswith(":"):
            return True  # "Denver: $90,000 - $99,000 for an Associate Manager of Products\nNew York: ..."
        return length <= 90 and len(gap.split()) <= 9 and lines <= (2 if length <= 40 else 1)

    def _by_heading(self, figure: Figure, sentence: int) -> Verdict | None:
        """Judge by what stands before the sentence: the sentence before, or the heading over it."""
        above = self.between(max(0, sentence - _HEADING_REACH), sentence)
        above = [hit for hit in above if hit[2] not in _WEAK]
        if not above or above[-1][2] not in STRONG:
            return None
        start, end, _ = above[-1]
        close = figure.start - end <= 6
        if not (close or figure.sign or figure.two_sided):
            return None
        between = self.lower[end:sentence]
        lines = between.count("\n")
        if lines > 3 or (lines > 1 and len(between) > 160):
            return None
        low, high = self.document.line_bounds(start)
        titled = high - low <= 80 or self.lower[high - 1 : high] == ":"
        if not (close or figure.two_sided or (titled and lines <= 2 and len(between) <= 60)):
            return None
        if any(key in _AGAINST for _, _, key in self.between(sentence, figure.start)):
            return None
        return _stated([hit for hit in above if hit[0] >= low])

    def _by_form(self, figure: Figure, before: list[Hit]) -> Verdict:
        """Judge a figure about which no strong word is said by its form alone."""
        sure = figure.sign or (figure.two_sided and figure.period and (figure.marked or figure.value >= 10_000))
        smallest = lexicon("pay")["alone"].get(figure.period or "year")
        if not sure or figure.value <= 0:
            return NOT_PAY
        enough = figure.period and smallest is not None and figure.value >= smallest
        if enough and _EARNED.search(self.lower, max(0, figure.start - 30), figure.start):
            return Verdict(1)  # "you are paid $800 per week, and we bear the cost of travel"
        if self._against_near(figure):
            return NOT_PAY
        if figure.two_sided:
            spoken = bool(before) or self.document.section_at(figure.start) == "pay"
            return Verdict(1) if figure.period or spoken or self._stands_alone(figure) else NOT_PAY
        near = figure.start - before[-1][1] if before else _FAR
        if near <= 4 and self.lower.startswith(_RATE, before[-1][0]) and 10 <= figure.value <= 250:
            return Verdict(1)  # "Max rate $65 on W2", not "two days a year-$100"
        spoken = bool(figure.period) or near <= 25
        return Verdict(1) if spoken and smallest is not None and figure.value >= smallest else NOT_PAY

    def _against_near(self, figure: Figure) -> bool:
        """Tell if a word for what is no pay stands in the sentence of a figure, near it."""
        low, high = self.document.sentence_bounds(figure.start)
        before = self.between(max(low, figure.start - _FAR), figure.start)
        after = self.between(figure.end, min(max(high, figure.end), figure.end + _TAIL))
        return any(key in _AGAINST or key == "scope" for _, _, key in before) or any(
            key in ("other", "scope") for _, _, key in after
        )

    def _stands_alone(self, figure: Figure) -> bool:
        """Tell if a range can only be a yearly salary: large enough, or most of its line, or the first thing on it."""
        if figure.value >= 30_000:
            return True
        low, high = self.document.line_bounds(figure.start)
        return figure.value >= 15_000 and (high - low <= 90 or figure.start - low <= 3)


def _looks_like_money(figure: Figure) -> bool:
    """Tell if a figure has a currency, or what makes up for it: a multiplier, cents, a period or five digits."""
    return bool(figure.sign or figure.marked or figure.period or figure.value >= 10_000)


def _tied(gap: str) -> bool:
    """Tell if an amount belongs to the word before the gap: "bonus of up to", not "bonus, is"."""
    return gap[:1] not in ",)" and len(gap.split()) <= 3 and "range" not in gap


def _stated(said: list[Hit]) -> Verdict:
    """Return the verdict for a figure that the text calls pay, with the kind and the scale that its words name."""
    keys = [key for _, _, key in reversed(said)]
    kind = next((key for key in keys if key in ("base", "total")), "unspecified")
    return Verdict(2, kind, next((key for key in keys if key in ("hiring", "wide")), ""))
