"""Which stretches of years are experience that a posting asks for, and which are ages, contracts or plans."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from tpm_insights.extract.document import Document
from tpm_insights.extract.durations import Duration
from tpm_insights.extract.money_words import any_of
from tpm_insights.extract.scan import lexicon

_LONG = 25.0
"""More years than this are asked for so seldom, and told of firms so often, that the word itself must be there."""
_MANY = 13.0
"""So many years outside an item of their own, with no degree named, are a firm's unless something is asked for."""
_MODEST = 20.0
"""Up to so many a person may be asked for even then, if nothing in the sentence speaks of a firm."""
_GOES_ON = re.compile(
    r"[')]?,? ?(?:(?:of|in|as|with|on|using|within|work|working|at|across|relevant|professional|direct|practical"
    r"|related|post|supervis\w*|manag\w*|exp|experi\w*|[a-z]+ing)\b"
    r"|[a-z/+#&.-]+(?: [a-z/+#&.-]+)? (?:experience|exp)\b)"
)
_ENDS = re.compile(r"[') ]*(?:[.;]|\n|\Z)")
# "of employment tax experience", "in business analysis": it counts experience after all
_NAMED_NEXT = re.compile(
    r" (?!and |or )(?:[a-z/&-]{2,20} (?!and |or )){0,2}experience\b"
    r"|(?<=in business) (?:analy|intell|admin|develop|process|system|operat|manage|transform|consult|partner)"
)
_WORKED = re.compile(r"experience|worked|work(?:ing)? as|candidate|applicant")
_LED_ANYHOW = ("previous ", "contract ", "followed by ", "supplemented by ", "accompanied by ", "supported by ")
_COLON = re.compile(
    r"(?:[:-]|\b(?:required|desired|preferred|needed)) ?(?:at least|minimum|min\.?|of|a|over|more than| )*\Z"
)
_LABEL = re.compile(
    r"\bexp(?:erience|\.)?s?(?: [a-z()]{2,14}){0,3} ?[:-] ?(?:at least |minimum |min |over |of |overall |total |is )*\Z"
)
_ALONE = re.compile(
    r"\s*(?:\(?(?:required|preferred|min|minimum|mandatory|experience|exp)\b[^\n]{0,30})?[.)\]|;,]*\s*(?:\n|\Z|\|)"
)
_LED = re.compile(
    r"\b(for|with|has|have|having|our|their|brings?|boasts?|combines?|leverages|leveraging|backed by|representing|spent"
    r"|spanning|across|by|than|over|after)(?: (over|more than|nearly|almost|about|approximately|around|well over))?"
    r"(?: the| a)? ?\Z"
)
_THIRD_PERSON = (
    "brings",
    "boasts",
    "combines",
    "leverages",
    "leveraging",
    "backed by",
    "representing",
    "spanning",
    "spent",
)
_OF_FIRMS_ONLY = ("boasts", "leverages", "leveraging", "backed by", "representing")
_HAVE_YOU = re.compile(r"\byou(?: have|'ve|'ll have| bring)\b[^.;\n]{0,90}\Z|experience \(\Z")
_LEAST_OF = re.compile(r"(?:\bat least|\bminimum|\bfor (?:over|more than))(?: of)?(?: an?)? \Z")
_STAYS = re.compile(
    r"\b(?:kept|keep|retain|commit|stay|serv|remain|agree|contract|file|valid|hold|resid|liv|last|store|licen|active)"
)
_LEAST = re.compile(r"(?:^|minimum(?: of)?|at least|requires?)[ -]*\Z")
_OF_AGE = re.compile(r"\b(?:ages?|adults?|minors?)\b[^.;\n]{0,30}\Z")
_SINCE = re.compile(
    r"\b(?:we|we've|they|they've|i've|who've|that has|which has|has|have)\b[^,.;]{0,40} for"
    r"(?: over| more than| nearly| almost| about)? \Z"
)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What the lexicon says about the words round a number of years."""

    never: re.Pattern[str]
    seldom: re.Pattern[str]
    schooling: re.Pattern[str]
    before: re.Pattern[str]
    experience: tuple[str, ...]
    asking_before: tuple[str, ...]
    asking_after: tuple[str, ...]
    firm: tuple[str, ...]
    of_firms: tuple[str, ...]
    firm_leads: frozenset[str]


@cache
def _phrases() -> _Phrases:
    """Return the patterns and words of the lexicon."""
    read = lexicon("years")["phrases"]
    either = {name: any_of(words) for name, words in read.items()}
    least = r"[ :(-]{0,3}(?:an? |the |about |approximately |up to |at least )?"
    return _Phrases(
        never=re.compile(rf"[ ,)-]{{0,2}}(?:{either['never_experience']})(?![a-z])"),
        seldom=re.compile(rf"[ ,)-]{{0,2}}(?:{either['not_experience']})(?![a-z])"),
        # not "two years of college teaching experience"
        schooling=re.compile(
            rf"[ -]{{0,2}}(?:of )?(?:(?!with |and |plus |exp)[a-z-]{{1,20}} )?(?:{either['schooling']})(?![a-z])"
            r"(?! (?!or (?!industr)|plus\b|and (?!industr)|with\b)(?:[a-z/&-]{2,20} ){0,3}experience\b)"
        ),
        before=re.compile(rf"(?:^|[^a-z])(?:{either['not_before']}){least}\Z"),
        experience=tuple(read["experience"]),
        asking_before=tuple(read["asking_before"]),
        asking_after=tuple(read["asking_after"]),
        firm=tuple(read["firm"]),
        of_firms=tuple(read["of_firms"]),
        firm_leads=frozenset(read["firm_leads"]),
    )


def counts_experience(document: Document, duration: Duration, bounds: tuple[int, int]) -> bool:
    """Tell if a stretch of years is experience that the posting asks for.

    Parameters
    ----------
    document : Document
        The posting.
    duration : Duration
        A stretch found in it.
    bounds : tuple of (int, int)
        The statement it stands in.

    Returns
    -------
    bool
        True only if something in its statement says so.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> from tpm_insights.extract.durations import find_durations
    >>> from tpm_insights.extract.statements import statement_bounds
    >>> document = read_document("5 years in delivery. A 2 year contract. Must be 18 years of age.")
    >>> [counts_experience(document, d, statement_bounds(document, d.start)) for d in find_durations(document)]
    [True, False, False]
    """
    lower, start, end = document.lower, duration.start, duration.end
    low, high = bounds
    phrases = _phrases()
    after, before = lower[end : min(high, end + 200)], lower[max(low, start - 200) : start]
    never = phrases.never.match(after)
    labelled = _is_labelled(before)
    if never and not _NAMED_NEXT.match(after, never.end()) and not (labelled and duration.is_open):
        return False
    begins = _begins_line(lower, start)
    alone = begins and _ALONE.match(lower, end) is not None
    if labelled or (alone and "experience" in lower[max(0, low - 60) : low]):
        return True
    named = any(map(after.__contains__, phrases.experience))
    if phrases.schooling.match(after) or _counts_other(duration, before, after, named=named):
        return False
    if _is_of_others(document, duration, bounds, before, named=named):
        return False
    section = document.section_at(start)
    whole = duration.is_open or duration.high is not None
    if section in ("benefits", "company", "pay") and not _HAVE_YOU.search(before):
        asked = _is_asked(before, after)
        if not (named and (asked or (duration.low < _MANY and (whole or begins or "experience" in after[:60])))):
            return False
    if named or whole or alone or (begins and section in ("required", "preferred")) or _GOES_ON.match(lower, end):
        return True
    return _asked_at_end(before) if _ENDS.match(lower, end) else _is_asked(before, after)


def _asked_at_end(before: str) -> bool:
    """Tell if years at the end of a statement are asked for: not "kept on file for a minimum of three years."."""
    if _WORKED.search(before) is not None or _COLON.search(before) is not None:
        return True
    return _LEAST_OF.search(before) is not None and not _STAYS.search(before)


def _is_asked(before: str, after: str) -> bool:
    """Tell if words round the years ask for something."""
    phrases = _phrases()
    return any(map(before.__contains__, phrases.asking_before)) or any(map(after.__contains__, phrases.asking_after))


def _counts_other(duration: Duration, before: str, after: str, *, named: bool) -> bool:
    """Tell if the words straight before or after show that the years count something else."""
    phrases = _phrases()
    if phrases.seldom.match(after) and not any(map(after[:70].__contains__, phrases.experience)):
        return True
    led = phrases.before.search(before, max(0, len(before) - 34))
    if led is not None and not led.group().endswith("following: "):
        # "Previous 3-5 years experience", "Type: contract 8+ years of experience", "a degree followed by 2 years"
        return not (before.endswith(_LED_ANYHOW) and "experience" in after[:60])
    if (duration.in_months or duration.low > _LONG) and "exp" not in after:
        return True
    if duration.low in (16, 18, 21) and _OF_AGE.search(before, max(0, len(before) - 50)):
        return True
    return duration.is_compound and not (named and ("exp" in after[:60] or "hands-on" in after[:20]))


def _is_labelled(before: str) -> bool:
    """Tell if "experience:" or the like stands straight before the years."""
    at = before.rfind("exp", max(0, len(before) - 70))
    return at >= 0 and _LABEL.search(before, max(0, at - 1)) is not None


def _begins_line(lower: str, start: int) -> bool:
    """Tell if nothing but a bullet or a number stands before an offset on its line."""
    line = lower.rfind("\n", max(0, start - 12), start) + 1
    if not line and start > 12:
        return False
    return not lower[line:start].strip(" -*().0123456789")


def _is_of_others(document: Document, duration: Duration, bounds: tuple[int, int], before: str, *, named: bool) -> bool:
    """Tell if the years are those of the firm or a team together, of the job itself, or stand in for schooling."""
    lower, start, end = document.lower, duration.start, duration.end
    low, high = bounds
    if _is_higher_level(document, start, end, low):
        return True
    hits = document.hits.get("years_cue", [])
    for at, stop, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (high,))]:
        ahead, behind = stop <= start, at - end
        if key == "others" and ahead and not _is_asked(before, lower[end : min(high, end + 200)]):
            return True
        if key == "together" and abs(behind) < 40 and not _is_one_person(document, duration, bounds):
            return True
        if key == "limit" and ahead and start - stop < 70 and not named and "exp" not in lower[stop:start]:
            return True
        gap = lower[stop:start] if ahead else lower[end:at]
        if key == "substitute" and abs(behind) < 90 and "year" not in gap and not (ahead and "." in gap):
            return True
        if key == "rank" and 0 <= behind < 60:
            return True
    if not named and " for " in before[-22:] and _SINCE.search(lower, max(low, start - 70), start):
        return True
    return _is_of_firm(document, duration, bounds, before)


def _is_higher_level(document: Document, start: int, end: int, low: int) -> bool:
    """Tell if years are what a higher level of the class asks for in addition, as public bulletins tell of each."""
    hits = document.hits.get("years_cue", [])
    low = document.line_bounds(start)[0] if "additional" in document.lower[start:end] else low
    return any(key == "higher_level" for _, _, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (start,))])


def _is_one_person(document: Document, duration: Duration, bounds: tuple[int, int]) -> bool:
    """Tell if "combined" years can be those of one person: few, and asked for or where an item or sentence begins."""
    before = document.lower[max(bounds[0], duration.start - 60) : duration.start]
    return duration.low < _MANY and (not before.strip(" -*.") or before.endswith(("minimum of ", "at least ")))


def _is_of_firm(document: Document, duration: Duration, bounds: tuple[int, int], before: str) -> bool:
    """Tell if a firm speaks of its own years: "with over 20 years of experience, we ...", "Acme brings 30 years"."""
    lower, start, end = document.lower, duration.start, duration.end
    words = before[-40:].split()
    led = _LED.search(before, max(0, len(before) - 40)) if words and words[-1] in _phrases().firm_leads else None
    many = duration.low >= _MANY and (led is not None or len(words) > 2) and not _begins_line(lower, start)
    if led is None and not many:
        return False
    low, high = bounds
    if duration.low > _LONG:
        return _LEAST.search(before) is None
    first = led is not None and not before[: led.start()].strip(" -*")
    if first and led is not None and led.group(1) in _OF_FIRMS_ONLY:
        return True
    asks = led is not None and led.group(1, 2) == ("with", None) and not first
    if (
        (asks and document.section_at(start) in ("required", "preferred"))
        or (led is not None and first and led.group(1).startswith("ha"))  # "Have 15+ years of experience"
        or _is_asked(before, lower[end : min(high, end + 200)])
    ):
        return False
    if led is not None and (led.group(1) in _THIRD_PERSON or (first and led.group(2) is not None)):
        return True
    sentence = f" {lower[max(low, start - 160) : min(high, end + 160)]} "
    told = any(map(sentence.__contains__, _phrases().firm))
    apart = not told and not any(map(sentence.__contains__, _phrases().of_firms))
    if apart and (led is None or asks) and _is_modest(lower, duration):
        return False
    hits = document.hits.get("degree", [])
    if many and bisect_left(hits, (low,)) == bisect_left(hits, (high,)):
        return True
    return led is not None and told and (led.group(1) != "with" or led.group(2) is not None or duration.low >= _MANY)


def _is_modest(lower: str, duration: Duration) -> bool:
    """Tell if years of experience may be asked for though firms say so too: "..., with 15+ years of experience"."""
    named = lower.find("experience", duration.end, duration.end + 40) > 0
    return named and duration.is_open and duration.low <= _MODEST
