"""Which jobs ask for the least of those who begin: years, a degree and a certification, job by job."""

from __future__ import annotations

import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.shares import fit_shares
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.named_things import ANY_ASKED
from tpm_insights.vocabulary import PROJECT_FAMILY, ROLE_FAMILIES

FAMILIES: tuple[str, ...] = (*PROJECT_FAMILY, "product_manager")
"""Jobs that manage projects, programs or products."""
BEGINNERS, WITH_DEGREE, WITH_CERTIFICATION = "beginners", "asks_degree", "asks_certification"
MEASURES: dict[str, str] = {
    BEGINNERS: "are open to 0 to 2 years of experience",
    WITH_DEGREE: "ask for a degree",
    WITH_CERTIFICATION: "ask for a certification",
}
"""What is compared, in words; more of the first and less of the others is less to ask for."""
COLUMNS = (
    "job", "level", "years_asked", *(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")), "n",
    "order", "refused",
)  # fmt: skip
"""One row a job, at all levels and at entry level; ``order`` is the mean place over the measures that are shown."""


def first_jobs(everything: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Compare what jobs ask for.

    Parameters
    ----------
    everything : DataFrame
        As `tpm_insights.reports.studies.named_things.named_things`.
    asked : Asked
        Its rule says how many postings a figure may rest on.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, the job that asks for the least first. Every figure is within one job, so that it does not
        matter how many postings of each job were collected.
    """
    frame = everything[everything["role_family"].isin(FAMILIES)]
    frame = frame.assign(
        job=frame["role_family"].map(ROLE_FAMILIES),
        **{
            BEGINNERS: frame["level_entry"],
            WITH_DEGREE: 1 - frame["degree_none"],
            WITH_CERTIFICATION: frame[ANY_ASKED],
        },
    ).reset_index(drop=True)
    entry = frame[frame["level"] == "entry"].reset_index(drop=True)
    parts = [
        _level(frame, "all", list(MEASURES), asked),
        _level(entry, "entry", [WITH_DEGREE, WITH_CERTIFICATION], asked),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _level(frame: pd.DataFrame, level: str, measures: list[str], asked: Asked) -> pd.DataFrame:
    """Return the rows of one level."""
    if frame.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    shares = fit_shares(frame, measures, "job", rule=asked.rule, date=None).tidy().astype({"band": "str"})
    first = shares[shares["outcome"] == measures[0]].set_index("band")
    out = pd.DataFrame({"n": first["n"], "refused": first["refused"]}).assign(level=level)
    for name in measures:
        rows = shares[shares["outcome"] == name].set_index("band")
        out = out.assign(**{name: rows["estimate"], f"{name}_low": rows["conf_low"], f"{name}_high": rows["conf_high"]})
    stated = frame[frame["years_min"].notna()].reset_index(drop=True)
    if len(stated):
        years = fit_pay_bands(stated, "job", outcome="years_min", quantiles=(0.5,), rule=asked.rule, date=None).tidy()
        out = out.assign(years_asked=years.astype({"band": "str"}).set_index("band")["estimate"])
    out["order"] = _places(out, measures)
    out = out.sort_values(["order", "n"], ascending=[True, False], na_position="last", kind="stable")
    return out.rename_axis("job").reset_index().reindex(columns=list(COLUMNS))


def _places(out: pd.DataFrame, measures: list[str]) -> pd.Series:
    """Return the mean place of each job, the least asked for first; missing where it was refused."""
    ranks = [out[name].rank(ascending=name != BEGINNERS) for name in measures]
    return pd.concat(ranks, axis=1).mean(axis=1, skipna=False)
