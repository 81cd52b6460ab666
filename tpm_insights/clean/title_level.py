"""The level that a title names: intern, junior, senior, director and so on."""

from __future__ import annotations

from itertools import pairwise

from tpm_insights.clean.title_words import BREAKS, JOINTS, title_words

_BETWEEN_LEVELS = frozenset({"/", ",", "or", "and", "to", "level"})


def find_level(tokens: list[str], role: tuple[int, int, str] | None) -> str | None:
    """Return the level that a title names: that of the part which names the role, else of the rest.

    Parameters
    ----------
    tokens : list of str
        The title as `split_title` returns it.
    role : tuple of (int, int, str) or None
        First token, last token + 1 and family of the role.

    Returns
    -------
    str or None
        One of `tpm_insights.vocabulary.SENIORITIES`.

    Examples
    --------
    >>> find_level(["senior", "/", "staff", "engineer"], None), find_level(["staff", "nurse"], None)
    ('senior', None)
    """
    words = title_words()
    levels = [found for at in range(len(tokens)) if (found := _level_at(tokens, at)) is not None]
    if levels:
        whole = " ".join(tokens)
        served = min((at for phrase in words.servants if (at := whole.find(phrase)) >= 0), default=-1)
        if served >= 0:
            levels = [found for found in levels if len(" ".join(tokens[: found[0]])) < served]
    if not levels:
        return None
    main = levels
    if role is not None:
        slashes = [at for at, sign in enumerate(tokens) if sign == "/"]
        begin = max((at for at in slashes if at < role[0] and not _only_levels(tokens, at, levels)), default=-1)
        end = min((at for at in slashes if at >= role[1]), default=len(tokens))
        main = [found for found in levels if begin < found[0] < end] or levels
    # "Senior/Staff", "Senior or Lead": the first named
    for first, second in pairwise(main):
        if second[0] == first[1] + 1 and tokens[first[1]] in ("/", "or", "and", "to", ","):
            return first[2]
    return min((found[2] for found in main), key=words.ranks.__getitem__)


def _only_levels(tokens: list[str], slash: int, levels: list[tuple[int, int, str]]) -> bool:
    """Tell if the part before a slash holds nothing but a word for a level."""
    begin = slash
    while begin > 0 and tokens[begin - 1] not in BREAKS and tokens[begin - 1] not in JOINTS:
        begin -= 1
    return any(found[0] == begin and found[1] == slash for found in levels)


def _level_at(tokens: list[str], at: int) -> tuple[int, int, str] | None:
    """Return the word for a level that begins at a token: first token, last token + 1, level."""
    words = title_words()
    if at and "(" in tokens[:at] and not _whole_bracket(tokens, at):
        return None
    for size in (3, 2, 1):
        if at + size > len(tokens):
            continue
        phrase = " ".join(tokens[at : at + size])
        if phrase in words.numbers and _follows_head(tokens, at, size):
            return at, at + size, words.numbers[phrase]
        if phrase in words.levels and _counts(tokens, at, size, phrase):
            return at, at + size, words.levels[phrase]
    return None


def _whole_bracket(tokens: list[str], at: int) -> bool:
    """Tell if the bracket around a token says little else: "(Senior)", "(mid level)", "(Senior, Lead)"."""
    begin = at
    while tokens[begin] != "(":
        begin -= 1
    end = at
    while end < len(tokens) and tokens[end] != "(":
        end += 1
    levels = title_words().levels
    return end - begin <= 3 or all(token in levels or token in _BETWEEN_LEVELS for token in tokens[begin + 1 : end])


def _follows_head(tokens: list[str], at: int, size: int) -> bool:
    """Tell if a number stands for a level: after the noun of a role, at the end or before a sign."""
    if size > 1:
        return True
    before = tokens[at - 1] if at else ""
    if before in (",", "-", "–", "—") and at > 1 and not tokens[at][0].isdigit():
        before = tokens[at - 2]
    if before not in title_words().heads and before not in ("level", "grade", "band"):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    return after not in title_words().units


def _counts(tokens: list[str], at: int, size: int, phrase: str) -> bool:
    """Tell if a word for a level is one here."""
    rule = title_words().exceptions.get(phrase)
    if rule is None:
        return True
    before = tokens[at - 1] if at else ""
    after = tokens[at + size] if at + size < len(tokens) else ""
    if after in rule.get("before", ()) or before in rule.get("after", ()):
        return False
    if "only_before" in rule and after not in rule["only_before"]:
        return False
    if rule.get("not_last") and at:
        if before in (",", "-", "–", "—") and tokens[at - 2] in title_words().heads:
            return True  # "Scrum Master, Associate"
        return bool(after) and after[0].isalpha() and after not in title_words().numbers
    return True
