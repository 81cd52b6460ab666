"""Pay that people report of themselves in surveys: full-time employees, annual, in the currency they name."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.closed_answers import answers, meaning_of
from tpm_insights.clean.money import annualize, read_currency, read_period
from tpm_insights.clean.places import read_country, read_place, read_places
from tpm_insights.clean.salary_steps import Account, merge_equal_records, set_absurd_pay_aside
from tpm_insights.clean.written_amounts import read_amounts

THOUSANDS = 5_000
"""No year's full-time pay in dollars is below, and none in thousands of dollars above."""
_OCEANIA = {"AU": "AUD", "NZ": "NZD"}


def clean_brent_ozar(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.brent_ozar`.

    People without one full-time job are set aside. Pay is in US dollars wherever people live, as they converted it; the
    survey asks for one figure a year, which is taken as base pay. Years are those with this type of job. Two answers
    may be equal by chance, so none are merged.

    Parameters
    ----------
    published : DataFrame
        As `sources.read_salaries` gives it.
    account : Account
        Gets the lines.

    Returns
    -------
    DataFrame
        Columns for `salary_steps.finish_salaries`.
    """
    frame = published.assign(title=published["job_title"])
    status = frame["employment_status"].astype("str").str.strip().str.lower()
    other = ~status.isin(answers()["full_time"]["employment_status"])
    frame = account.take(frame, other, "not a full-time employee", "employment_status")
    years = read_amounts(frame["years_with_this_type_of_job"])
    frame = frame.assign(
        pay_kind="self_report_base",
        year=read_amounts(frame["survey_year"]).astype("Int64"),
        years_low=years,
        years_high=years,
        education_level=meaning_of(frame["education"], answers()["education"]),
        certification_status=meaning_of(frame["certifications"], answers()["certification"]),
        country=_countries(frame["country"], account),
        currency="USD",
        base_annual=read_amounts(frame["salary_usd"]),
    )
    return set_absurd_pay_aside(frame, account)


def clean_levels_fyi(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.levels_fyi`.

    A base of zero means that only the total was reported. Pay is in US dollars, as the site converted it. The site's
    own file gives thousands of dollars, copies of it dollars: where the middle total is below `THOUSANDS`, figures
    below it are thousands.

    Parameters
    ----------
    published : DataFrame
        As `sources.read_salaries` gives it.
    account : Account
        Gets the lines.

    Returns
    -------
    DataFrame
        Columns for `salary_steps.finish_salaries`, with base and total beside each other.
    """
    base, total = read_amounts(published["base_pay"]), read_amounts(published["total_pay"])
    if total[total > 0].median() < THOUSANDS:
        account.note(
            total.between(0, THOUSANDS, inclusive="neither"), "thousands of dollars made dollars", total, "repaired"
        )
        base, total = (pay.where(~(pay < THOUSANDS), pay * 1_000) for pay in (base, total))
    base = base.where(base > 0)
    account.note(base.isna(), "base pay of zero: only the total is known", published["title"])
    # a place without a country is in the United States: the site writes the country of all others
    abroad = published["place"].astype("str").str.count(",") > 1
    places = read_places(published["place"], published["place"].str.rsplit(",", n=1).str[-1].where(abroad, "US"))
    years = read_amounts(published["years_of_experience"])
    frame = published.assign(
        pay_kind=pd.Series("self_report_base", index=published.index).where(base.notna(), "self_report_total"),
        year=pd.to_numeric(published["reported_on"].astype("str").str.extract(r"\b(20\d{2})\b")[0]).astype("Int64"),
        years_low=years,
        years_high=years,
        education_level=meaning_of(published["education"], answers()["education"]),
        country=places["country"],
        region=places["region"],
        currency="USD",
        base_annual=base,
        total_annual=total.where(total > 0),
    )
    frame = set_absurd_pay_aside(frame, account)
    return merge_equal_records(frame, [name for name in published.columns if name not in ("source", "row")], account)


def clean_ask_a_manager(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.ask_a_manager`.

    The annual salary is base pay; with the additional pay, where it is given, it makes the total. "AUD/NZD" is the
    currency of the country. Country names are read from free text; a US state without one means the United States.

    Parameters
    ----------
    published : DataFrame
        As `sources.read_salaries` gives it.
    account : Account
        Gets the lines.

    Returns
    -------
    DataFrame
        Columns for `salary_steps.finish_salaries`, and ``industry``.
    """
    base, more = read_amounts(published["annual_pay"]), read_amounts(published["additional_pay"])
    account.note(published["annual_pay"].notna() & base.isna(), "annual pay is not a number", published["annual_pay"])
    places = _survey_places(published, account)
    low, high = _bands(published["years_overall"])
    frame = published.assign(
        pay_kind="self_report_base",
        year=pd.to_numeric(published["reported_on"].astype("str").str.extract(r"\b(20\d{2})\b")[0]).astype("Int64"),
        years_low=low,
        years_high=high,
        education_level=meaning_of(published["education"], answers()["education"]),
        country=places["country"],
        region=places["region"],
        currency=_survey_currency(published, places["country"]),
        base_annual=base,
        total_annual=base + more.where(more >= 0).fillna(0.0),
    )
    return set_absurd_pay_aside(frame, account)


def clean_stack_overflow(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.stack_overflow`.

    Respondents without pay, and those not employed full time, are set aside. Pay is total pay in the respondent's own
    currency where amount, period and currency are given, else the survey's conversion to US dollars. Somebody with
    several kinds of work has them all as title.

    Parameters
    ----------
    published : DataFrame
        As `sources.read_salaries` gives it.
    account : Account
        Gets the lines.

    Returns
    -------
    DataFrame
        Columns for `salary_steps.finish_salaries`. The survey does not name its year in the file: it is missing.
    """
    employed = published["employment"].astype("str").str.strip().str.lower()
    full = employed.str.contains(r"\bemployed,? full-time", na=False)
    if not full.any():  # the survey of 2025 asks whether somebody is employed, not for how many hours
        full = employed == "employed"
        account.note(full, "employed; full or part time was not asked", employed)
    frame = account.take(published, ~full, "not employed full time", "employment")
    words = frame["pay_period"].astype("str").str.lower()
    period = words.map({word: read_period(word) for word in words.dropna().unique()}).astype("str")
    period = period.fillna("year") if words.isna().all() else period
    code = frame["currency"].astype("str").str.strip().str.extract(r"^([A-Z]{3})\b")[0]
    own = annualize(read_amounts(frame["pay"]), period).where(code.notna())
    low, high = _bands(frame["years_working"].fillna(frame["years_coding_for_pay"]))
    frame = frame.assign(
        pay_kind="self_report_total",
        years_low=low,
        years_high=high,
        year=pd.Series(pd.NA, index=frame.index, dtype="Int64"),
        education_level=meaning_of(frame["education"], answers()["education"]),
        country=_countries(frame["country"], account),
        currency=code.where(own.notna(), "USD"),
        total_annual=own.fillna(read_amounts(frame["annual_usd"])),
    )
    return set_absurd_pay_aside(frame, account)


def _countries(names: pd.Series, account: Account) -> pd.Series:
    """Return country codes; names that are not known are noted and missing."""
    words = names.astype("str")
    known = {word: read_country(word) or read_place(word).country for word in words.dropna().unique()}
    codes = words.map(known).astype("str")
    account.note(words.notna() & codes.isna(), "country not known, set to missing", words, "repaired")
    return codes


def _survey_places(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Return country and region from the answers on country, state and city."""
    if published["country"].isna().all():  # the survey of 2019 asks for one line with city, state and country
        return read_places(published["place"])
    country = _countries(published["country"].astype("str").str.strip(" !>"), account)
    state = published["state"].astype("str")
    silent = country.isna() & state.notna()
    account.note(silent, "country told by the US state", state, "repaired")
    country = country.where(~silent, "US")
    regions = read_places(state, country)["region"]
    return pd.DataFrame({"country": country, "region": regions})


def _survey_currency(published: pd.DataFrame, country: pd.Series) -> pd.Series:
    """Return the currency of each answer."""
    chosen = published["currency"].astype("str").str.strip()
    named = published["currency_other"].astype("str").str.strip()
    other = named.map({word: _code(word) for word in named.dropna().unique()}).astype("str")
    code = chosen.where(chosen.str.fullmatch(r"[A-Z]{3}", na=False))
    code = code.where(chosen != "AUD/NZD", country.map(_OCEANIA).astype("str"))
    return code.where(chosen.str.lower() != "other", other).astype("str")


def _code(word: str) -> str | None:
    """Return a currency only if it is written as a code: free text may be anything."""
    return read_currency(word) if len(word) == 3 and word.upper() not in {"N/A", "NAN"} else None


def _bands(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return both ends of an experience band such as "1 year or less", "5-7 years", "5 to 6 years", "41 or more"."""
    text = words.astype("str").str.lower()
    numbers = text.str.extract(r"(\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(\d+))?").astype("float64")
    low, high = numbers[0], numbers[1].fillna(numbers[0])
    return low.where(~text.str.contains("less", na=False), 0.0), high.where(~text.str.contains("more", na=False))
