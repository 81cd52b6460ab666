"""Thirteen trials of the BCG vaccine: Viechtbauer (2010), Journal of Statistical Software 36(3), section 3.

Log relative risks and their sampling variances, and the restricted-maximum-likelihood fit of the random-effects model
printed there: tau squared 0.3132, estimate -0.7145, standard error 0.1798.
"""

from __future__ import annotations

import numpy as np
import pytest

from tpm_insights.models.variance_components import fit_components

RISKS = [
    -0.8893,
    -1.5854,
    -1.3481,
    -1.4416,
    -0.2175,
    -0.7861,
    -1.6209,
    0.0120,
    -0.4694,
    -1.3713,
    -0.3394,
    0.4459,
    -0.0173,
]
VARIANCES = [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]


def test_random_effects_of_the_vaccine_trials() -> None:
    found = fit_components(np.array(RISKS), np.array(VARIANCES), np.arange(13), np.empty((13, 0)))
    assert found.variances[0] == pytest.approx(0.3132, abs=1e-4)  # the inputs have four digits themselves
    assert found.mean == pytest.approx(-0.7145, abs=5e-5)
    assert np.sqrt(found.mean_variance) == pytest.approx(0.1798, abs=5e-5)
