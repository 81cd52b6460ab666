"""Sensitivity against the paper's example: attitudes to peace in Darfur.

Cinelli and Hazlett (2020), Journal of the Royal Statistical Society B 82(1), table 1 and section 4: exposure to
violence, estimate 0.097 (0.023), t = 4.18, 783 degrees of freedom; the covariate is gender.
"""

from __future__ import annotations

from tpm_insights.models.confounding import adjusted_estimate, benchmark_bounds, partial_r2, robustness_value

ESTIMATE, STD_ERROR, STATISTIC, DF = 0.0973158, 0.0232565, 4.184453, 783
"""As in the replication package of the paper; the table prints 0.097, 0.023 and 4.184."""


def test_robustness_values(printed):
    assert 100 * partial_r2(STATISTIC, DF) == printed("2.2")
    assert 100 * robustness_value(STATISTIC, DF) == printed("13.9")
    assert 100 * robustness_value(STATISTIC, DF, alpha=0.05) == printed("7.6")


def test_confounders_as_strong_as_gender(printed):
    """Footnote of table 1 and figure 2: one, two and three times as strong as gender."""
    on_term, on_outcome = 0.00908, 0.10903
    table = {
        1: ("0.0092", "0.125", "0.0752", "3.44"),
        2: ("0.0183", "0.249", "0.0529", "2.60"),
        3: ("0.0275", "0.374", "0.0304", "1.63"),
    }
    for times, (r2dz_x, r2yz_dx, estimate, statistic) in table.items():
        strengths = benchmark_bounds(on_term, on_outcome, times)
        assert strengths[0] == printed(r2dz_x)
        assert strengths[1] == printed(r2yz_dx)
        changed, error = adjusted_estimate(ESTIMATE, STD_ERROR, DF, r2dz_x=strengths[0], r2yz_dx=strengths[1])
        assert changed == printed(estimate)
        assert changed / error == printed(statistic)
