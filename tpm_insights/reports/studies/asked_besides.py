"""What a job asks for and the jobs that people come from do not: differences of shares, odds among alike postings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tpm_insights.models.share_differences import fit_share_differences
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.distinctive import THINGS, THIS, distinctive
from tpm_insights.vocabulary import ROLE_FAMILIES

COLUMNS = (
    "origin_job", "topic", "thing", "share_first", "share_second", "points", "conf_low_points", "conf_high_points",
    "odds_ratio", "p_adjusted", "n_first", "n_second", "refused",
)  # fmt: skip
"""One row an origin and thing; ``_first`` is the job asked for, ``_second`` the origin."""


def asked_besides(everything: pd.DataFrame, origins: Sequence[str], asked: Asked) -> pd.DataFrame:
    """Return what the job names more or less often than each origin, with differences and odds.

    Parameters
    ----------
    everything : DataFrame
        As `tpm_insights.reports.studies.named_things.named_things`.
    origins : sequence of str
        Role families; one that is among those asked for is taken out of them.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    odds = distinctive(everything, origins, asked)
    words = {thing.column: thing.words for thing in THINGS}
    topics = {thing.column: thing.topic for thing in THINGS}
    parts = []
    for family in origins:
        target = everything["role_family"].isin([name for name in asked.families if name != family])
        frame = everything.assign(job=np.where(target, THIS, everything["role_family"].astype("str")))
        found = fit_share_differences(frame, list(words), "job", compare=(THIS, family), rule=asked.rule).tidy()
        found = found.assign(
            origin_job=ROLE_FAMILIES[family],
            topic=found["term"].map(topics),
            thing=found["term"].map(words),
            points=100 * found["estimate"],
            conf_low_points=100 * found["conf_low"],
            conf_high_points=100 * found["conf_high"],
            refused=found["refused"].str.replace(f"{family}:", f"{ROLE_FAMILIES[family]}:"),
        )
        mine = odds[odds["against"] == ROLE_FAMILIES[family]].set_index(["topic", "thing"])[
            ["odds_ratio", "p_adjusted"]
        ]
        parts.append(found.join(mine, on=["topic", "thing"], how="inner"))
    columns = list(COLUMNS)
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
