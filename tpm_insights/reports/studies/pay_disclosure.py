"""Which postings state pay: where a law obliges employers to, by state and year."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.regions import region_names
from tpm_insights.errors import ModelError
from tpm_insights.models.disclosure import disclosure
from tpm_insights.models.frame import pay_frame
from tpm_insights.reports.studies.asked import Asked

COLUMNS = ("dimension", "band", "share", "conf_low_share", "conf_high_share", "n", "employers", "refused")
"""Columns of the shares that state pay."""
DIMENSIONS: dict[str, str] = {
    "all": "All postings",
    "law": "By law where and when it was posted",
    "employer": "Employers",
    "region": "By state",
}
"""Ways to part the postings, in words; months are left out, because collections were made at different times."""
_NAMES = {"estimate": "share", "conf_low": "conf_low_share", "conf_high": "conf_high_share"}


def pay_disclosure(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the share of full postings in which the employer states pay.

    Parameters
    ----------
    facts : DataFrame
        The facts table.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, see `tpm_insights.models.disclosure.disclosure`; states without enough postings are left out,
        and their number is that of the row ``other states``. No rows where every posting states pay, or none does.
    """
    frame, _ = pay_frame(facts, country=asked.country, currency=None, roles=asked.role, pay_needed="none")
    frame = frame[asked.in_years(frame["posted_year"]) & asked.in_region(frame["region"])].reset_index(drop=True)
    if not len(frame):
        return pd.DataFrame(columns=list(COLUMNS))
    try:
        tidy = disclosure(frame, rule=asked.rule).tidy()
    except ModelError:
        return pd.DataFrame(columns=list(COLUMNS))
    tidy = tidy[tidy["dimension"].isin(list(DIMENSIONS))].astype({"band": "str"})
    thin = (tidy["dimension"] == "region") & (tidy["refused"].fillna("") != "")
    out = tidy[~thin].rename(columns=_NAMES)
    if thin.any():
        others = {"dimension": "region", "band": "other states", "n": tidy.loc[thin, "n"].sum()}
        out = pd.concat(
            [out, pd.DataFrame([others | {"refused": "too few postings in each of them"}])], ignore_index=True
        )
    names = region_names(asked.country)
    ranks = {name: at for at, name in enumerate(DIMENSIONS)}
    out = out.sort_values("dimension", key=lambda d: d.map(ranks), kind="stable")
    bands = out["band"].map(lambda band: names.get(band, band)).where(out["dimension"] != "all", "all postings")
    out = out.assign(band=bands, dimension=out["dimension"].map(DIMENSIONS))
    return out.reindex(columns=list(COLUMNS)).reset_index(drop=True)
