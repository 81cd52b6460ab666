"""Pay by region under each kind of pay that states one, as it is and at national prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.clean.prices import pay_at_national_prices
from tpm_insights.clean.regions import region_names
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.studies.yardsticks import POSTED, SURVEY_OCCUPATIONS, salary_records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size

COLUMNS = (
    "kind", "place", "median", "conf_low", "conf_high", "at_national_prices", "price_level", "n", "employers",
    "refused",
)  # fmt: skip
"""Columns of pay by region; ``price_level`` is 100 for the nation."""
DRAWN = 6
"""Regions drawn of a kind of pay: those of most records."""
AS_STATED, REAL = "as it is", "at national prices"


def pay_by_region(tables: Tables, asked: Asked) -> pd.DataFrame:
    """Return median pay by region under each kind of pay that states one.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    asked : Asked
        What was asked for; with a region, that one alone.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row a kind of pay and region, highest median first, refused ones last.
        ``at_national_prices`` is the pay that buys as much where prices are those of the nation, by the newest regional
        price parities; missing where a region has none, and outside the United States.
    """
    everywhere = replace(asked, region=None)
    parts = [_medians(POSTED, postings_with_pay(tables.facts, everywhere), "pay", asked)]
    parts += [_medians(kind, rows, "base_annual", asked) for kind, rows in salary_records(tables.salaries, everywhere)]
    parts += list(_survey(tables.percentiles, asked))
    found = pd.concat(parts, ignore_index=True)
    if asked.region is not None:
        found = found[found["region"] == asked.region]
    found = _at_national_prices(found, tables.price_parity, asked)
    names = region_names(asked.country)
    found = found.assign(place=found["region"].map(lambda code: names.get(code, code)))
    ranks = {kind: place for place, kind in enumerate(dict.fromkeys(found["kind"]))}
    found = found.sort_values("median", ascending=False, na_position="last", kind="stable")
    found = found.sort_values("kind", key=lambda s: s.map(ranks), kind="stable")
    return found.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def _medians(kind: str, records: pd.DataFrame, outcome: str, asked: Asked) -> pd.DataFrame:
    """Return the medians of one kind of pay by region."""
    records = records[records["region"].notna()]
    if not len(records):
        return pd.DataFrame(columns=["kind", "region", "median"])
    employer = "employer_id" if records["employer_id"].notna().any() else None
    cells = fit_pay_bands(
        records, "region", outcome=outcome, quantiles=[0.5], rule=asked.rule, employer=employer, date=None
    )
    return cells.tidy().rename(columns={"band": "region", "estimate": "median"}).assign(kind=kind)


def _survey(percentiles: pd.DataFrame, asked: Asked) -> Iterator[pd.DataFrame]:
    """Yield the medians of the employer survey by region, newest edition, an occupation each."""
    wanted = percentiles["occupation_code"].isin(SURVEY_OCCUPATIONS) & percentiles["region"].notna()
    wanted &= (percentiles["country"] == asked.country) & (percentiles["currency"] == asked.currency)
    wanted &= asked.in_years(percentiles["year"].astype("float64")) & (percentiles["percentile"] == 50)
    frame = percentiles[wanted]
    frame = frame[frame["year"] == frame["year"].max()]
    for occupation, part in frame.groupby("occupation", sort=False):
        shown = part["annual_wage"].notna()
        yield pd.DataFrame(
            {
                "kind": f"Employer survey: {occupation}",
                "region": part["region"],
                "median": part["annual_wage"],
                "n": part["employment"].astype("float64"),
                "refused": shown.map({True: "", False: "withheld by the publisher"}),
            }
        )


def _at_national_prices(found: pd.DataFrame, parity: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add what the medians buy at national prices, and the level of prices."""
    if asked.country != "US" or asked.currency != "USD" or not len(parity) or not len(found):
        return found.assign(at_national_prices=float("nan"), price_level=float("nan"))
    newest = parity[parity["year"] == parity["year"].max()].set_index("state")["price_parity"]
    level = found["region"].map(newest.to_dict()).astype("float64")
    real = pay_at_national_prices(found["median"].astype("float64"), found["region"], parity)
    return found.assign(at_national_prices=real, price_level=level)


def draw_regions(found: pd.DataFrame, asked: Asked, size: Size) -> Figure | None:
    """Draw pay by region as it is and at national prices, for records that employers state or file.

    Parameters
    ----------
    found : DataFrame
        As `pay_by_region`.
    asked : Asked
        What was asked for.
    size : Size
        Width to draw for.

    Returns
    -------
    Figure or None
        A panel a kind of pay with the regions of most records; None where there is no median.
    """
    rows = found[found["median"].notna() & ~found["kind"].str.startswith("Employer survey")]
    rows = rows[rows.groupby("kind")["n"].rank(method="first", ascending=False) <= DRAWN]
    both = pd.concat(
        [
            rows.assign(series=AS_STATED, estimate=rows["median"], at=0),
            rows.assign(series=REAL, estimate=rows["at_national_prices"], at=1, conf_low=None, conf_high=None),
        ]
    )
    both = both[both["estimate"].notna()].sort_index(kind="stable")
    both = both.assign(panel=both["kind"], label=both["place"].where(both["at"] == 0, REAL))
    both = both.astype({"conf_low": "float64", "conf_high": "float64"})
    if not len(both):
        return None
    return range_chart(both, size, Words("money", asked.currency), axis=f"{asked.currency} a year")
