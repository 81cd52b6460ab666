"""Turn the facts table into a frame to analyze: one pay a posting, one currency, one country, 0/1 certifications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.errors import UsageError
from tpm_insights.ledger import Ledger
from tpm_insights.models.complete import require_columns

PayNeeded = Literal["both_ends", "one_end", "none"]
NOT_STATED = "not_stated"
MARKS: tuple[str, ...] = (
    "annual_low",
    "annual_high",
    "pay_currency",
    "pay_origin",
    "text_kind",
    "role_family",
    "country",
)
"""Columns by which a facts table is known."""

LABELS: dict[str, tuple[str, ...]] = {
    "education_level": v.EDUCATION_LEVELS,
    "seniority": v.SENIORITIES,
    "work_mode": v.WORK_MODES,
}
KEPT: tuple[str, ...] = (
    "posting_id", "source", "text_kind", "role_family", "country", "region", "employer_id", "posted_on", "pay_kind",
    "pay_origin", "years_min", "years_max", "copies",
)  # fmt: skip
STEP = "pay_frame"


def certification_name(certification: str) -> str:
    """Return the column of an analysis frame that says whether a certification is asked for.

    Parameters
    ----------
    certification : str
        An id of `tpm_insights.vocabulary.CERTIFICATIONS`.

    Returns
    -------
    str
        The id in lower case, signs written out.

    Examples
    --------
    >>> [certification_name(c) for c in ("PMP", "Six Sigma", "Agile (generic)")]
    ['pmp', 'six_sigma', 'agile_generic']
    """
    return v.certification_column(certification).removeprefix("cert_")


CERTIFICATION_NAMES: dict[str, str] = {certification_name(c): c for c in v.CERTIFICATIONS}
"""Certification columns of an analysis frame, with the id of each."""


def pay_frame(
    facts: pd.DataFrame,
    *,
    country: str | None = "US",
    currency: str | None = "USD",
    roles: str | Sequence[str] | None = "all_project_program",
    pay_origins: Sequence[str] = v.OBSERVED_ORIGINS,
    text_kinds: Sequence[str] = ("full",),
    pay_needed: PayNeeded = "both_ends",
) -> tuple[pd.DataFrame, Ledger]:
    """Turn a facts table into a frame that the models read.

    Parameters
    ----------
    facts : DataFrame
        The facts table (`tpm_insights.tables.FACTS`).
    country : str or None, default "US"
        ISO code of the country to keep; None for all.
    currency : str or None, default "USD"
        ISO code of the currency to keep; None for all, which is only right where pay is not looked at.
    roles : str, sequence of str or None, default "all_project_program"
        A key of `ROLE_DEFINITIONS`, or role families; None for all.
    pay_origins : sequence of str
        Who must have stated the pay; by default an employer, in a field or in the text.
    text_kinds : sequence of str, default ("full",)
        Full postings, excerpts, or both.
    pay_needed : {"both_ends", "one_end", "none"}, default "both_ends"
        Which rows to keep: those with both ends of a range or one figure; also those with one end only (``pay`` is
        then missing); or all, pay stated or not.

    Returns
    -------
    frame : DataFrame
        One row a posting. ``pay`` is the geometric middle of the annual range, ``pay_low`` and ``pay_high`` its ends
        (currency units a year). ``level`` is entry, mid or senior by the years asked for; ``education_level``,
        ``seniority`` and ``work_mode`` are ``not_stated`` where the posting says nothing. One 0/1 column a
        certification (``pmp``, ``capm``, ...: 1 if asked for or mentioned in any way) and a skill (``hard_...``,
        ``soft_...``). ``posted_year`` is missing where the date is.
    ledger : Ledger
        Rows set aside, and why.

    Raises
    ------
    UsageError
        If `facts` lacks a column, or an option is not known.

    Examples
    --------
    >>> from tpm_insights.tables import FACTS
    >>> facts = FACTS.invent(200, np.random.default_rng(1)).assign(country="US", pay_currency="USD")
    >>> frame, ledger = pay_frame(facts)
    >>> ledger.check(len(frame))
    >>> bool(np.allclose(frame["pay"], np.sqrt(frame["pay_low"] * frame["pay_high"])))
    True
    """
    require_columns(facts, [*MARKS, "source"])
    if pay_needed not in ("both_ends", "one_end", "none"):
        raise UsageError(f"pay_needed must be 'both_ends', 'one_end' or 'none', got {pay_needed!r}")
    ledger = Ledger.open("pay_frame", facts)
    # the steps look at few of the hundred columns; the rows that stay are taken from all of them once, at the end
    narrow = facts[[name for name in facts.columns if name in (*MARKS, "source", "copy_number")]]
    frame = _first_copies(narrow.reset_index(drop=True), ledger)
    frame = _choose(frame, ledger, country, _families(roles), text_kinds)
    frame = _with_pay(frame, ledger, currency, pay_origins, pay_needed)
    whole = facts.iloc[frame.index].reset_index(drop=True)
    return _columns(whole, frame.reset_index(drop=True)), ledger


def _families(roles: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """Return role families for a definition or a list."""
    if roles is None:
        return None
    named = v.ROLE_DEFINITIONS.get(roles, (roles,)) if isinstance(roles, str) else tuple(roles)
    unknown = [r for r in named if r not in v.ROLE_FAMILIES]
    if unknown:
        raise UsageError(
            f"roles: {', '.join(map(repr, unknown))} not known; use a definition ({', '.join(v.ROLE_DEFINITIONS)}) or "
            f"role families ({', '.join(v.ROLE_FAMILIES)})"
        )
    return named


def _first_copies(facts: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Leave out the copies of a posting, where the facts were extracted without merging them."""
    if "copy_number" not in facts.columns:
        return facts
    again = facts["copy_number"] > 1
    return ledger.take(facts, again, source="facts", step=STEP, reason="copy of another posting", action="merged")


def _choose(
    facts: pd.DataFrame, ledger: Ledger, country: str | None, roles: Sequence[str] | None, text_kinds: Sequence[str]
) -> pd.DataFrame:
    """Set aside postings of other kinds, roles and countries."""
    rules = {"text_kind": text_kinds, "role_family": roles, "country": None if country is None else (country,)}
    frame = facts
    for column, allowed in rules.items():
        if allowed is None:
            continue
        frame = _set_aside(frame, frame[column].isna(), ledger, f"{column} not known")
        words = " or ".join(allowed) if len(allowed) < 4 else f"one of the {len(allowed)} asked for"
        frame = _set_aside(frame, ~frame[column].isin(list(allowed)), ledger, f"{column} is not {words}", frame[column])
    return frame


def _set_aside(
    frame: pd.DataFrame, mask: pd.Series, ledger: Ledger, reason: str, examples: pd.Series | None = None
) -> pd.DataFrame:
    """Set rows aside and write down why."""
    return ledger.take(frame, mask, source="facts", step=STEP, reason=reason, action="set_aside", examples=examples)


def _with_pay(
    facts: pd.DataFrame, ledger: Ledger, currency: str | None, pay_origins: Sequence[str], needed: PayNeeded
) -> pd.DataFrame:
    """Add ``pay``, ``pay_low`` and ``pay_high``; set aside, or empty, pay of a kind that was not asked for."""
    frame = facts.assign(pay_low=facts["annual_low"].astype("float64"), pay_high=facts["annual_high"].astype("float64"))
    if needed != "none":
        frame = _set_aside(frame, ~_stated(frame), ledger, "no annual pay stated")
    frame = _refuse_pay(frame, ~frame["pay_origin"].isin(list(pay_origins)), ledger, needed, "pay_origin", pay_origins)
    if currency is not None:
        frame = _refuse_pay(frame, frame["pay_currency"] != currency, ledger, needed, "pay_currency", (currency,))
    frame = _refuse_pay(
        frame, (frame["pay_low"] <= 0) | (frame["pay_high"] <= 0), ledger, needed, "annual_low", ("above zero",)
    )
    if needed == "both_ends":
        one_end = frame["pay_low"].isna() | frame["pay_high"].isna()
        frame = _set_aside(frame, one_end, ledger, "only one end of the pay range stated")
    return frame.assign(pay=np.sqrt(frame["pay_low"] * frame["pay_high"]))


def _stated(frame: pd.DataFrame) -> pd.Series:
    """Return which rows have any pay."""
    return frame["pay_low"].notna() | frame["pay_high"].notna()


def _refuse_pay(
    frame: pd.DataFrame, fault: pd.Series, ledger: Ledger, needed: PayNeeded, column: str, wanted: Sequence[str]
) -> pd.DataFrame:
    """Set aside rows whose pay is of the wrong kind; where rows without pay are wanted, empty their pay."""
    fault = fault.fillna(True).astype(bool) & _stated(frame)
    reason = f"{column} is not {' or '.join(wanted)}"
    if needed != "none":
        return _set_aside(frame, fault, ledger, reason, frame[column])
    shown = frame.loc[fault.to_numpy(), column].head(50)
    ledger.record(
        source="facts",
        step=STEP,
        action="repaired",
        reason=f"{reason}: pay left out",
        rows=int(fault.sum()),
        examples=shown,
    )
    return frame.assign(pay_low=frame["pay_low"].mask(fault), pay_high=frame["pay_high"].mask(fault))


def _columns(frame: pd.DataFrame, pay: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of an analysis frame from facts and their pay, row by row."""
    out: dict[str, pd.Series | np.ndarray] = {name: pay[name] for name in ("pay", "pay_low", "pay_high")}
    out |= {name: frame[name] for name in KEPT if name in frame.columns}
    for name, order in LABELS.items():
        if name in frame.columns:
            words = frame[name].astype(object).where(frame[name].notna(), NOT_STATED)
            out[name] = pd.Series(pd.Categorical(words, categories=[NOT_STATED, *order], ordered=True))
    if "years_min" in frame.columns:
        out["level"] = level_of(frame["years_min"])
    if "posted_on" in frame.columns:
        out["posted_year"] = frame["posted_on"].dt.year.astype("float64")
    for name, certification in CERTIFICATION_NAMES.items():
        column = v.certification_column(certification)
        if column in frame.columns:
            out[name] = frame[column].notna().to_numpy(dtype="int64")
    for name in frame.columns:
        if name.startswith(("hard_", "soft_", "duty_", "study_")):
            out[name] = frame[name].to_numpy(dtype="int64", na_value=0)
    return pd.DataFrame(out)


def level_of(years: pd.Series) -> pd.Series:
    """Return the experience level for years of experience.

    Parameters
    ----------
    years : Series of float
        Years asked for or held.

    Returns
    -------
    Series of category
        ``entry`` under 3, ``mid`` 3 to under 8, ``senior`` 8 and more; missing where years are.

    Examples
    --------
    >>> level_of(pd.Series([0, 2.5, 3, 8, None])).tolist()
    ['entry', 'entry', 'mid', 'senior', nan]
    """
    edges = [low for low, _ in v.LEVELS.values()] + [max(high for _, high in v.LEVELS.values())]
    return pd.Series(pd.cut(years.astype("float64"), edges, right=False, labels=list(v.LEVELS)), index=years.index)
