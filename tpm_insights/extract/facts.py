"""A frame of postings to the facts table, one row a posting, and an account of every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from tpm_insights import vocabulary as v
from tpm_insights.clean.duplicates import copy_keys, count_copies
from tpm_insights.clean.duplicates import merge_copies as keep_first
from tpm_insights.clean.employers import DEFAULT_SALT, hash_employers
from tpm_insights.clean.money import annualize, is_absurd
from tpm_insights.clean.postings import COLUMNS, clean_postings
from tpm_insights.extract.posting import PostingFacts
from tpm_insights.extract.reading import read_posting_texts
from tpm_insights.ledger import Ledger
from tpm_insights.sources.posting_table import column_for
from tpm_insights.tables import DTYPES, FACTS

_READ = (
    "role_family", "seniority", "years_min", "years_max", "years_preferred_min", "education_level", "education_status",
    "work_mode",
)  # fmt: skip
_PAY = ("pay_low", "pay_high", "pay_currency", "pay_period", "pay_kind", "pay_range_count")
_FLAGS = {
    **{f"hard_{key}": key for key in v.HARD_SKILLS},
    **{f"soft_{key}": key for key in v.SOFT_SKILLS},
    **{f"duty_{key}": key for key in v.RESPONSIBILITIES},
    **{f"study_{key}": key for key in v.STUDY_FIELDS},
}
_LISTS = {
    "hard_skills": {f"hard_{key}": key for key in v.HARD_SKILLS},
    "soft_skills": {f"soft_{key}": key for key in v.SOFT_SKILLS},
    "responsibilities": {f"duty_{key}": key for key in v.RESPONSIBILITIES},
    "study_fields": {f"study_{key}": key for key in v.STUDY_FIELDS},
}


def extract_facts(
    postings: pd.DataFrame, *, salt: str = DEFAULT_SALT, merge_copies: bool = True, progress: bool = False
) -> tuple[pd.DataFrame, Ledger]:
    """Read the facts out of postings.

    Pay is taken from the text first, then from the pay field of the posting; ``pay_origin`` says which, and whether
    the field is the employer's word or a platform's guess. Every row is read by itself; only dates that may be
    day or month first, and copies, depend on other rows.

    Parameters
    ----------
    postings : DataFrame
        One row a posting, as `tpm_insights.clean.postings.clean_postings` takes it: a column of texts and, where there
        are such, title, employer, place, country, date, identifier, source and pay fields, under their usual names.
    salt : str, default "tpm_insights"
        Keeps the hashes of employers apart from those of others; keep your own secret if names must not be found out.
    merge_copies : bool, default True
        Keep the first of postings with the same words in text, title and employer. In any case ``copies`` counts them
        and ``copy_number`` is 1 for the first; `pay_frame` leaves the others out.
    progress : bool, default False
        Show a progress bar where the output is a terminal.

    Returns
    -------
    facts : DataFrame
        The columns of `tpm_insights.tables.FACTS` in order and type, then unknown columns of `postings` as they were.
        Index from 0.
    ledger : Ledger
        Balanced: postings in, facts out, and why they differ.

    Raises
    ------
    DataError
        If there is no column of texts.
    UsageError
        If the salt is empty.

    Examples
    --------
    >>> ads = pd.DataFrame({"title": ["Scrum Master"] * 2, "text": ["PMP required. Pay: $60 to $70 per hour."] * 2})
    >>> facts, ledger = extract_facts(ads)
    >>> facts[["role_family", "cert_pmp", "annual_low", "annual_high", "pay_origin", "copies"]].to_dict("records")
    [{'role_family': 'scrum_master', 'cert_pmp': 'required', 'annual_low': 124800.0, 'annual_high': 145600.0,
      'pay_origin': 'text', 'copies': 2}]
    >>> ledger.check(len(facts))
    """
    cleaned, ledger = clean_postings(postings)
    ledger.table = FACTS.name
    cleaned = count_copies(cleaned, copy_keys(cleaned["text"], cleaned["title"], cleaned["employer"]))
    if merge_copies:
        cleaned = keep_first(cleaned, ledger)
    read = _read_texts(cleaned, progress=progress)
    facts = pd.concat([cleaned[["posting_id", "source", "text_kind", "country", "region", "posted_on"]], read], axis=1)
    facts = facts.assign(
        employer_id=hash_employers(cleaned["employer"], salt),
        copies=cleaned["copies"],
        copy_number=cleaned["copy_number"],
    )
    facts = _with_pay(facts, cleaned, ledger)
    extra = _passed_through(cleaned)
    facts = facts[FACTS.names].astype({c.name: DTYPES[c.kind] for c in FACTS.columns})
    facts = pd.concat([facts, extra], axis=1).reset_index(drop=True)
    ledger.check(len(facts))
    return facts, ledger


def _passed_through(cleaned: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that are not ours, without any further column of texts: facts hold none."""
    extra = cleaned[[name for name in cleaned.columns if name not in {*COLUMNS, *FACTS.names}]]
    while (name := column_for(extra.columns, "text")) is not None:
        extra = extra.drop(columns=name)
    return extra


def _read_texts(cleaned: pd.DataFrame, *, progress: bool) -> pd.DataFrame:
    """Return what the texts say: scalar columns, one column a certification, one flag a skill, duty and field."""
    texts, titles = cleaned["text"].fillna("").tolist(), cleaned["title"].fillna("").tolist()
    rows = zip(texts, titles, _places(cleaned), strict=True)
    bar = tqdm(rows, total=len(texts), desc="reading postings", unit="posting", disable=None if progress else True)
    scalars: dict[str, list[object]] = {name: [] for name in (*_READ, *_PAY)}
    certificates = {v.certification_column(one): np.full(len(texts), None, dtype=object) for one in v.CERTIFICATIONS}
    flags = {name: np.zeros(len(texts), dtype=bool) for name in _FLAGS}
    for row, facts in enumerate(read_posting_texts(bar)):
        for name, values in scalars.items():
            values.append(getattr(facts, name))
        _mark(facts, row, certificates, flags)
    columns = {c.name: c for c in FACTS.columns}
    done = {name: pd.Series(values, dtype=object) for name, values in (scalars | certificates).items()}
    typed = {name: values.astype(DTYPES[columns[name].kind]) for name, values in done.items()}  # type: ignore[call-overload]
    return pd.DataFrame({**typed, **flags}).set_axis(cleaned.index)


def _mark(facts: PostingFacts, row: int, certificates: dict[str, np.ndarray], flags: dict[str, np.ndarray]) -> None:
    """Enter the certifications, skills, duties and fields of study of one posting."""
    for one in facts.certifications:
        column = v.certification_column(one.id)
        if column in certificates:
            certificates[column][row] = one.status
    for prefix, keys in (
        ("hard_", facts.hard_skills),
        ("soft_", facts.soft_skills),
        ("duty_", facts.responsibilities),
        ("study_", facts.study_fields),
    ):
        for key in keys:
            flags[prefix + key][row] = True


def _places(cleaned: pd.DataFrame) -> list[str]:
    """Return the place of each posting, with the country behind it where the place alone does not tell."""
    places, countries = cleaned["place"].fillna(""), cleaned["country"].fillna("")
    return [
        f"{place}, {country}" if place and country else place or country
        for place, country in zip(places, countries, strict=True)
    ]


def _with_pay(facts: pd.DataFrame, cleaned: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return facts with pay from the text, else from the field, and annual pay."""
    low, high = annualize(facts["pay_low"], facts["pay_period"]), annualize(facts["pay_high"], facts["pay_period"])
    stated = facts["pay_low"].notna() | facts["pay_high"].notna()
    absurd = stated & is_absurd(low, high, facts["pay_currency"])
    for source, values in facts.loc[absurd, ["pay_low", "pay_high"]].groupby(facts.loc[absurd, "source"], sort=False):
        ledger.record(
            source=str(source),
            step="read pay",
            action="repaired",
            reason="pay read from the text is absurd (bounds of annual pay, or range too wide), left out",
            rows=len(values),
            examples=values["pay_low"].fillna(values["pay_high"]).head(50),
        )
    of_text = stated & ~absurd
    of_field = ~of_text & (cleaned["pay_low"].notna() | cleaned["pay_high"].notna())
    for name in ("pay_low", "pay_high", "pay_currency", "pay_period"):
        facts = facts.assign(**{name: facts[name].where(of_text, cleaned[name].where(of_field))})
    origin = cleaned["pay_origin"].where(of_field).mask(of_text, "text")
    kind = facts["pay_kind"].where(of_text).mask(of_field, "unspecified")
    return facts.assign(
        pay_origin=origin,
        pay_kind=kind,
        pay_range_count=facts["pay_range_count"].where(of_text, of_field.astype("Int64")),
        annual_low=annualize(facts["pay_low"], facts["pay_period"]),
        annual_high=annualize(facts["pay_high"], facts["pay_period"]),
    )


def facts_to_records(facts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Turn facts into records for JSON Lines.

    Parameters
    ----------
    facts : DataFrame
        From `extract_facts`; columns of the facts table that are not there are left out.

    Yields
    ------
    dict
        The scalar columns under their names, ``certifications`` as a list of ``{"id", "status"}``, and ``hard_skills``,
        ``soft_skills``, ``responsibilities`` and ``study_fields`` as lists, then the other columns. Missing is None,
        days are ISO strings, numbers are plain.

    Examples
    --------
    >>> ads = pd.DataFrame({"gid": ["g1"], "text": ["PMP required. 5+ years of experience with Jira."]})
    >>> facts, _ = extract_facts(ads)
    >>> record = next(facts_to_records(facts))
    >>> record["gid"], record["years_min"], record["certifications"], record["hard_skills"], record["pay_low"]
    ('g1', 5.0, [{'id': 'PMP', 'status': 'required'}], ['jira'], None)
    """
    certificates = {v.certification_column(one): one for one in v.CERTIFICATIONS}
    packed = {*certificates, *_FLAGS}
    plain = [name for name in FACTS.names if name in facts.columns and name not in packed]
    extra = [name for name in facts.columns if name not in FACTS.names]
    there = {name: _plain_values(facts[name]) for name in facts.columns if name in packed}
    scalars = {name: _plain_values(facts[name]) for name in (*plain, *extra)}
    for row in range(len(facts)):
        record: dict[str, Any] = {name: scalars[name][row] for name in plain}
        record["certifications"] = [
            {"id": one, "status": there[column][row]}
            for column, one in certificates.items()
            if column in there and there[column][row] is not None
        ]
        for name, columns in _LISTS.items():
            record[name] = [key for column, key in columns.items() if column in there and there[column][row] is True]
        yield record | {name: scalars[name][row] for name in extra}


def _plain_values(values: pd.Series) -> list[object]:
    """Return the cells of a column as JSON knows them."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    cells = values.astype(object).to_numpy()
    return [None if _is_missing(cell) else cell.item() if isinstance(cell, np.generic) else cell for cell in cells]


def _is_missing(cell: object) -> bool:
    """Tell if a cell holds nothing."""
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and not np.isfinite(cell))
