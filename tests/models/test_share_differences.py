"""Differences of shares: Newcombe's interval, clusters, refusals."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.share_differences import fit_share_differences


def records(first: tuple[int, int], second: tuple[int, int]) -> pd.DataFrame:
    """Return records of two groups: hits and size of each."""
    rows = [("x", hit) for hit in [1] * first[0] + [0] * (first[1] - first[0])]
    rows += [("y", hit) for hit in [1] * second[0] + [0] * (second[1] - second[0])]
    frame = pd.DataFrame(rows, columns=["job", "hit"])
    return frame.assign(employer_id=np.arange(len(frame)).astype(str))


@pytest.mark.parametrize(("first", "second"), [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((0, 40), (12, 50))])
def test_interval_agrees_with_statsmodels(first, second):
    found = fit_share_differences(records(first, second), "hit", "job", compare=("x", "y")).tidy().iloc[0]
    witness = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", correction=False)
    assert found["estimate"] == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (found["conf_low"], found["conf_high"]) == pytest.approx(witness, abs=1e-9)


def test_turned_round_the_sign_turns():
    frame = records((30, 70), (48, 80))
    one = fit_share_differences(frame, "hit", "job", compare=("x", "y")).tidy().iloc[0]
    other = fit_share_differences(frame, "hit", "job", compare=("y", "x")).tidy().iloc[0]
    assert one["estimate"] == pytest.approx(-other["estimate"])
    assert one["conf_low"] == pytest.approx(-other["conf_high"])


def test_copies_by_one_employer_widen_the_interval():
    frame = records((30, 70), (48, 80))
    copied = frame.loc[frame.index.repeat(8)].reset_index(drop=True)
    alone = fit_share_differences(frame, "hit", "job", compare=("x", "y")).tidy().iloc[0]
    bunched = fit_share_differences(copied, "hit", "job", compare=("x", "y")).tidy().iloc[0]
    width, bunched_width = (row["conf_high"] - row["conf_low"] for row in (alone, bunched))
    assert bunched_width == pytest.approx(width, rel=0.05)
    blind = fit_share_differences(copied, "hit", "job", compare=("x", "y"), employer=None).tidy().iloc[0]
    assert blind["conf_high"] - blind["conf_low"] < 0.5 * bunched_width


def test_thin_and_empty_groups_are_refused():
    thin = fit_share_differences(records((3, 6), (48, 80)), "hit", "job", compare=("x", "y")).tidy().iloc[0]
    assert thin["refused"] == "x: 6 records, 10 needed"
    assert math.isnan(thin["estimate"])
    assert math.isnan(thin["conf_low"])
    assert (thin["n_first"], thin["n_second"]) == (6, 80)
    none = fit_share_differences(records((0, 0), (48, 80)), "hit", "job", compare=("x", "y")).tidy().iloc[0]
    assert none["refused"] == "x: no records"


def test_misuse_is_told():
    frame = records((3, 20), (5, 20))
    with pytest.raises(UsageError, match="name two groups"):
        fit_share_differences(frame, "hit", "job", compare=("x", "x"))
    with pytest.raises(UsageError, match="no column 'hits'"):
        fit_share_differences(frame, "hits", "job", compare=("x", "y"))
    with pytest.raises(ModelError, match="other than 0 and 1"):
        fit_share_differences(frame.assign(hit=2), "hit", "job", compare=("x", "y"))
