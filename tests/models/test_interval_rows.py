"""Likelihood and derivatives of one interval, against finite differences and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tpm_insights.models.interval_rows import AT_ONCE, DERIVATIVES, Part, cut_into_parts

ENDS = {
    "exact": (1.2, 1.2),
    "closed": (-0.3, 0.8),
    "no low end": (-np.inf, 0.4),
    "no high end": (0.4, np.inf),
}


def part_of(kind: str, low: float, high: float) -> Part:
    one = np.ones(1)
    return Part(kind, np.zeros(1, dtype=int), one[:, None], np.array([low]), np.array([high]), one)


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize(("eta", "theta"), [(0.2, 1.3), (-2.0, 0.7)])
def test_value_is_the_log_of_a_normal_probability(kind, eta, theta):
    low, high = ENDS[kind]
    value = DERIVATIVES[kind](part_of(kind, low, high), np.array([eta]), theta)[0][0]
    if kind == "exact":
        assert value == pytest.approx(stats.norm.logpdf(low, eta / theta, 1 / theta))
    else:
        mass = stats.norm.cdf(high, eta / theta, 1 / theta) - stats.norm.cdf(low, eta / theta, 1 / theta)
        assert value == pytest.approx(np.log(mass))


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize(("eta", "theta"), [(0.2, 1.3), (-2.0, 0.7), (9.0, 1.1)])
def test_derivatives_are_those_of_the_value(kind, eta, theta):
    part, step = part_of(kind, *ENDS[kind]), 1e-5

    def at(move_eta: float, move_theta: float):
        return DERIVATIVES[kind](part, np.array([eta + move_eta]), theta + move_theta)

    _, first, second = at(0, 0)
    slope_eta = (at(step, 0)[0] - at(-step, 0)[0]) / (2 * step)
    slope_theta = (at(0, step)[0] - at(0, -step)[0]) / (2 * step)
    assert [first[0][0], first[1][0]] == pytest.approx([slope_eta[0], slope_theta[0]], rel=1e-6, abs=1e-8)
    up, down, right, left = at(step, 0)[1], at(-step, 0)[1], at(0, step)[1], at(0, -step)[1]
    bends = [(up[0] - down[0])[0], (up[1] - down[1])[0], (right[1] - left[1])[0]]
    assert [s[0] for s in second] == pytest.approx([b / (2 * step) for b in bends], rel=1e-6, abs=1e-7)


def test_probabilities_far_out_in_a_tail_keep_their_logs():
    value, first, _ = DERIVATIVES["closed"](part_of("closed", 60.0, 61.0), np.zeros(1), 1.0)
    assert value[0] == pytest.approx(stats.norm.logsf(60.0), rel=1e-9)
    assert np.isfinite(first[0]).all()


def test_every_row_is_in_one_part():
    rng = np.random.default_rng(0)
    n = 2 * AT_ONCE + 5
    low = rng.normal(size=n)
    high = low + rng.random(n)
    low[::7], high[::5], high[3::11] = -np.inf, np.inf, low[3::11]
    both = np.isneginf(low) & np.isposinf(high)
    low, high = low[~both], high[~both]
    parts = cut_into_parts(np.ones((len(low), 1)), low, high, np.ones(len(low)))
    assert sorted(np.concatenate([p.places for p in parts])) == list(range(len(low)))
    assert {p.kind for p in parts} == set(ENDS)
    assert max(len(p.places) for p in parts) <= AT_ONCE
