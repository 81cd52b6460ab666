"""How many years of experience postings ask for: shares by level, and the middle of those that state them."""

from __future__ import annotations

import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.named_shares import JOBS
from tpm_insights.reports.studies.named_things import LEVEL_YEARS, NOT_STATED, YEARS


def years_asked(postings: pd.DataFrame, jobs: pd.DataFrame, shares: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the years asked for, in all postings of the role and in the three jobs.

    Parameters
    ----------
    postings : DataFrame
        Of the role asked for, as `tpm_insights.reports.studies.named_things.named_things`.
    jobs : DataFrame
        Of the three jobs, with a column ``job``.
    shares : DataFrame
        As `tpm_insights.reports.studies.named_shares.named_shares`.
    asked : Asked
        Its rule says on how many postings a figure rests.

    Returns
    -------
    DataFrame
        ``group, entry, mid, senior, not_stated, years_asked, conf_low_years, conf_high_years, years_p25, years_p75, n,
        refused``: shares by years asked for, and the middle of those that state them.
    """
    both = pd.concat([postings.assign(job="all"), jobs], ignore_index=True)
    both = both[both["years_min"].notna()].reset_index(drop=True)
    groups = ["all", *JOBS.values()]
    table = pd.DataFrame(columns=["band", "quantile", "estimate", "conf_low", "conf_high", "n", "refused"])
    if len(both):
        cells = fit_pay_bands(both, "job", outcome="years_min", quantiles=(0.25, 0.5, 0.75), rule=asked.rule)
        table = cells.tidy().astype({"band": "str"})
    at = {q: table[table["quantile"] == q].set_index("band").reindex(groups) for q in (0.25, 0.5, 0.75)}
    levels = shares[shares["topic"] == YEARS].pivot_table(index="group", columns="thing", values="share", dropna=False)
    known = {"entry": LEVEL_YEARS["entry"], "mid": LEVEL_YEARS["mid"], "senior": LEVEL_YEARS["senior"]}
    found = {name: levels[words].reindex(groups) for name, words in (known | {"not_stated": NOT_STATED}).items()}
    middle = at[0.5]
    found |= {"years_asked": middle["estimate"], "conf_low_years": middle["conf_low"]}
    found |= {
        "conf_high_years": middle["conf_high"],
        "years_p25": at[0.25]["estimate"],
        "years_p75": at[0.75]["estimate"],
    }
    out = pd.DataFrame({name: values.astype("float64") for name, values in found.items()}, index=groups)
    out = out.assign(n=middle["n"].fillna(0).astype("int64"), refused=middle["refused"].fillna("no records"))
    return out.rename_axis("group").reset_index()
