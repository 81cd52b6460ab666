"""Wage percentiles of the official employer survey: nation and states, one row a percentile."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.places import read_places
from tpm_insights.errors import DataError
from tpm_insights.ledger import Ledger
from tpm_insights.tables import PERCENTILES

_POINTS = {"p10": 10, "p25": 25, "p50": 50, "p75": 75, "p90": 90}
_NATION = ("national", "1")
_STATE = ("state", "2")


def clean_percentiles(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Make one row a percentile of the published wages.

    Areas below the state (metropolitan and not), territories, and the wages of single industries are set aside. A wage
    that is not given is either withheld (``*`` or an empty cell) or above the survey's ceiling (``#``): the row stays,
    with a note.

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives the rows of `sources.oews`.

    Returns
    -------
    percentiles : DataFrame
        `tables.PERCENTILES`; wages in US dollars a year. The nation has no region.
    ledger : Ledger
        Balanced, counted in percentiles: five for each published row.

    Raises
    ------
    DataError
        If a row does not say its year.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "oews", "row": ["1"], "occupation_code": "13-1082", "occupation": "Project ...",
    ...     "group": None, "area_type": "state", "area": "TX", "area_name": "TX", "employment": "90000", "p10": "60000",
    ...     "p25": "*", "p50": "100000", "p75": "130000", "p90": "#", "mean": "1", "year": "2025"})
    >>> percentiles, ledger = clean_percentiles(rows)
    >>> percentiles[["region", "percentile", "annual_wage", "note"]].to_numpy().tolist()
    [['TX', 10, 60000.0, nan], ['TX', 25, nan, 'withheld'], ['TX', 50, 100000.0, nan], ['TX', 75, 130000.0, nan],
     ['TX', 90, nan, 'above ceiling']]
    """
    undated = frame["year"].isna()
    if undated.any():
        raise DataError(
            f"oews: {int(undated.sum())} of {len(frame)} rows have no year, nor has the name of the sheet or file; "
            "add a column year"
        )
    keys = [
        "source", "row", "occupation_code", "occupation", "industry_group", "kind", "area", "area_name", "employment",
        "year",
    ]  # fmt: skip
    frame = _with_kind(frame)
    long = frame.melt(keys, list(_POINTS), "point", "wage").sort_values("row", key=pd.to_numeric, kind="stable")
    ledger = Ledger.open("percentiles", long)
    industry = long["industry_group"].astype("str").str.strip().str.lower()
    for mask, reason, column in (
        (
            ~long["kind"].isin((*_NATION, *_STATE)),
            "area below the state, or a territory; the table holds the nation and the states",
            "area_name",
        ),
        (
            industry.notna() & (industry != "cross-industry"),
            "wages of one industry; the table holds those across all",
            "industry_group",
        ),
    ):
        long = ledger.take(
            long,
            mask.loc[long.index],
            source="oews",
            step="clean percentiles",
            action="set_aside",
            reason=reason,
            examples=long[column],
        )
    kind = long["kind"]
    wage = long["wage"].astype("str").str.replace(",", "", regex=False).str.strip()
    given = pd.to_numeric(wage, errors="coerce")
    note = pd.Series("withheld", index=long.index).where(~wage.isin(["#", "##"]), "above ceiling").where(given.isna())
    for reason in ("withheld", "above ceiling"):
        shown = long.loc[note == reason, "area_name"]
        ledger.record(
            source="oews",
            step="clean percentiles",
            action="noted",
            reason=f"wage {reason}",
            rows=len(shown),
            examples=shown.head(50),
        )
    regions = read_places(long["area"].astype("str"), pd.Series("US", index=long.index))["region"]
    year = long["year"].astype("str").str.extract(r"(20\d{2})")[0]
    done = long.assign(
        year=year,
        country="US",
        region=regions.fillna(long["area"]).where(kind.isin(_STATE)),
        currency="USD",
        percentile=long["point"].map(_POINTS),
        annual_wage=given,
        note=note,
        employment=long["employment"].astype("str").str.replace(",", "", regex=False),
    )
    out = PERCENTILES.coerce(done, ledger, source="oews").reset_index(drop=True)
    PERCENTILES.check(out, where="oews")
    ledger.check(len(out))
    return out, ledger


def _with_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """Say of each row what kind of area it is about; older files do not, but name their areas in other columns."""
    absent = pd.Series(pd.NA, index=frame.index, dtype="str")
    kind = frame["area_type"].astype("str").str.strip().str.lower().str.removesuffix(".0")
    state = frame.get("state_name", absent).notna()
    told = pd.Series("national", index=frame.index).where(frame["area"].isna() & frame["area_name"].isna(), "other")
    return frame.assign(
        kind=kind.fillna(told.where(~state, "state")), industry_group=frame.get("industry_group", absent)
    )
