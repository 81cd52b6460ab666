"""Posted pay by years asked for, of the job asked for and of the jobs to come from."""

from __future__ import annotations

import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.vocabulary import LEVELS, ROLE_FAMILIES

TARGET_WORDS = "the job asked for"


def pay_of_jobs(paid: pd.DataFrame, origins: list[str], asked: Asked) -> pd.DataFrame:
    """Return posted pay by level, of the job and of each origin.

    Parameters
    ----------
    paid : DataFrame
        As `tpm_insights.models.frame.pay_frame`, of all role families.
    origins : list of str
        Role families to come from.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        ``level, job, median, conf_low, conf_high, p25, p75, n, employers, refused``, one row a level and job.
    """
    jobs = {TARGET_WORDS: asked.families} | {ROLE_FAMILIES[family]: (family,) for family in origins}
    frame = pd.concat(
        [paid[paid["role_family"].isin(list(families))].assign(job=words) for words, families in jobs.items()],
        ignore_index=True,
    )
    full = pd.MultiIndex.from_product([list(LEVELS), list(jobs)], names=["level", "job"])
    frame = frame[frame["level"].notna()].assign(level=lambda d: d["level"].astype("str")).reset_index(drop=True)
    columns = ["estimate", "conf_low", "conf_high", "n", "employers", "refused"]
    at = {q: pd.DataFrame(index=full, columns=columns) for q in (0.25, 0.5, 0.75)}
    if len(frame):
        table = fit_pay_bands(frame, "level", within="job", quantiles=tuple(at), rule=asked.rule, date=None).tidy()
        table = table.astype({"band": "str", "within": "str"})
        at = {q: table[table["quantile"] == q].set_index(["band", "within"]).reindex(full) for q in at}
    middle = at[0.5]
    numbers = {"median": middle["estimate"], "conf_low": middle["conf_low"], "conf_high": middle["conf_high"]}
    numbers |= {"p25": at[0.25]["estimate"], "p75": at[0.75]["estimate"], "employers": middle["employers"]}
    out = pd.DataFrame({name: values.astype("float64") for name, values in numbers.items()}, index=full)
    out = out.assign(n=middle["n"].fillna(0).astype("int64"), refused=middle["refused"].fillna("no records"))
    ordered = ["level", "job", "median", "conf_low", "conf_high", "p25", "p75", "n", "employers", "refused"]
    return out.rename_axis(["level", "job"]).reset_index()[ordered]
