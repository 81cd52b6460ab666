"""The kinds of claim that can be tested, and the keys each of them takes in a claims file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tpm_insights.vocabulary import (
    CERTIFICATIONS,
    EDUCATION_LEVELS,
    EDUCATION_STATUSES,
    HARD_SKILLS,
    LEVELS,
    RESPONSIBILITIES,
    SOFT_SKILLS,
    STUDY_FIELDS,
)

Form = Literal["text", "flag", "number", "share", "word", "words"]
YEARS_ASKED = "years"
"""Stands in ``asks_for`` for any number of years of experience above zero."""

FEATURES: tuple[str, ...] = (
    *(f"hard_{skill}" for skill in HARD_SKILLS),
    *(f"soft_{skill}" for skill in SOFT_SKILLS),
    *(f"duty_{duty}" for duty in RESPONSIBILITIES),
    *(f"study_{field}" for field in STUDY_FIELDS),
    *CERTIFICATIONS,
    YEARS_ASKED,
)
"""What a posting can ask for, as it is named in ``asks_for``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a claim.

    Attributes
    ----------
    form : {"text", "flag", "number", "share", "word", "words"}
        What it holds: any text, true or false, a number of zero or more, a number between 0 and 1, one word or a list
        of words of a closed list.
    needed : bool
        True where it may not be left out.
    allowed : tuple of str
        The closed list of a word.
    """

    form: Form
    needed: bool = False
    allowed: tuple[str, ...] = ()


_LEVEL = Key("word", needed=True, allowed=tuple(LEVELS))
_ANY_LEVEL = Key("word", allowed=tuple(LEVELS))
_ENDS = {"low": Key("number", needed=True), "high": Key("number", needed=True), "open_end": Key("flag")}
_THRESHOLDS = {"at_least": Key("share"), "partly_from": Key("share")}
_ASKS_FOR = Key("words", needed=True, allowed=FEATURES)
_CERTIFICATIONS = Key("words", needed=True, allowed=CERTIFICATIONS)

COMMON_KEYS: dict[str, Key] = {
    "id": Key("text", needed=True),
    "topic": Key("text", needed=True),
    "sentence": Key("text", needed=True),
    "label": Key("text"),
    "kind": Key("text", needed=True),
    "required": Key("flag"),
    "untestable": Key("text"),
}
"""Keys that every claim takes."""

KINDS: dict[str, dict[str, Key]] = {
    "pay_median_in_range": _ENDS,
    "pay_band_at_level": {"level": _LEVEL, **_ENDS},
    "share_at_least": {"asks_for": _ASKS_FOR, "level": _ANY_LEVEL, **_THRESHOLDS},
    "more_asked_at_level": {"asks_for": _ASKS_FOR, "level": _LEVEL},
    "certification_at_level": {"certifications": _CERTIFICATIONS, "level": _LEVEL, **_THRESHOLDS},
    "education_at_level": {
        "education": Key("word", needed=True, allowed=EDUCATION_LEVELS),
        "statuses": Key("words", allowed=EDUCATION_STATUSES),
        "level": _ANY_LEVEL,
        **_THRESHOLDS,
    },
    "years_at_level": {"level": _LEVEL, **_ENDS},
    "difference_in_pay": {"certifications": _CERTIFICATIONS},
    "certification_valued": {"asks_for": _ASKS_FOR, "certifications": _CERTIFICATIONS, **_THRESHOLDS},
    "not_testable": {"reason": Key("text", needed=True)},
}
"""Keys that a kind of claim takes beside `COMMON_KEYS`."""
