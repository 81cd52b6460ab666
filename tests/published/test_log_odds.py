"""Common odds ratios against published numbers, within half a unit of the last printed digit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.log_odds import fit_log_odds

BERKELEY = {
    "A": ((512, 313), (89, 19)),
    "B": ((353, 207), (17, 8)),
    "C": ((120, 205), (202, 391)),
    "D": ((138, 279), (131, 244)),
    "E": ((53, 138), (94, 299)),
    "F": ((22, 351), (24, 317)),
}
"""Men and women admitted and rejected by department: Bickel, Hammel and O'Connell (1975), Science 187, 398-403."""
RABBITS = {
    "1/8": ((0, 6), (0, 5)),
    "1/4": ((3, 3), (0, 6)),
    "1/2": ((6, 0), (2, 4)),
    "1": ((5, 1), (6, 0)),
    "4": ((2, 0), (5, 0)),
}
"""Rabbits cured and not by penicillin, at once and delayed: Mantel (1963), JASA 58, 690-700."""


def common_ratio(tables: dict[str, tuple[tuple[int, int], tuple[int, int]]]) -> pd.Series:
    """Return the common odds ratio with its interval."""
    cells = [
        (stratum, group, hit)
        for stratum, table in tables.items()
        for group, counts in zip(("first", "second"), table, strict=True)
        for hit, count in zip((1, 0), counts, strict=True)
        for _ in range(count)
    ]
    frame = pd.DataFrame(cells, columns=["stratum", "group", "hit"])
    rule = DisclosureRule(min_records=1, min_records_quartiles=1, min_records_tails=1)
    found = fit_log_odds(
        frame, "hit", "group", compare=("first", "second"), strata="stratum", prior=0, rule=rule, employer=None
    )
    return np.exp(found.tidy().loc[0, ["estimate", "conf_low", "conf_high"]].astype(float))


def test_admissions_to_berkeley(printed):
    """Example of ``mantelhaen.test`` in the manual of R."""
    found = common_ratio(BERKELEY)
    assert found["estimate"] == printed("0.9046968")
    assert found["conf_low"] == printed("0.7719074")
    assert found["conf_high"] == printed("1.0603298")


def test_penicillin_for_rabbits(printed):
    """Example of ``mantelhaen.test`` in the manual of R."""
    found = common_ratio(RABBITS)
    assert found["estimate"] == printed("7")
    assert found["conf_low"] == printed("1.026713")
    assert found["conf_high"] == printed("47.725133")
