"""Corrections for multiple tests, against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from tpm_insights.errors import UsageError
from tpm_insights.models.multiple_tests import CORRECTIONS, adjust_p_values


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_agrees_with_statsmodels(correction, rng):
    p_values = np.append(rng.uniform(0, 0.2, 12) ** 2, [0.5, 1.0, 0.01, 0.01])
    theirs = multipletests(p_values, method=correction)[1]
    assert adjust_p_values(p_values, correction) == pytest.approx(theirs)


def test_missing_ones_are_not_counted():
    found = adjust_p_values([np.nan, 0.02, np.nan], "bonferroni")
    assert found[1] == 0.02
    assert np.isnan(found[[0, 2]]).all()
    assert np.isnan(adjust_p_values([np.nan])).all()


def test_an_unknown_correction_is_refused():
    with pytest.raises(UsageError, match="correction 'none' is not known"):
        adjust_p_values([0.1], "none")
