"""Correction for reading errors: planted errors undone, intervals that cover, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.reading_errors import ReadingErrors, adjust_for_reading_errors
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.tidy import TIDY_COLUMNS

RATES = {"pmp": (0.85, 0.03), "csm": (0.70, 0.08)}


def simulate(rows: int = 20_000, seed: int = 0) -> pd.DataFrame:
    """Return records whose certifications were read with errors."""
    rng = np.random.default_rng(seed)
    years = rng.uniform(0, 15, rows)
    csm = rng.random(rows) < 0.3
    pmp = rng.random(rows) < 0.1 + 0.03 * years + 0.1 * csm
    log_pay = 11 + 0.03 * years + 0.10 * pmp + 0.05 * csm + rng.normal(0, 0.2, rows)
    read = {
        name: np.where(truth, rng.random(rows) < RATES[name][0], rng.random(rows) < RATES[name][1]).astype(int)
        for name, truth in (("pmp", pmp), ("csm", csm))
    }
    employer = rng.integers(0, 300, rows).astype(str)
    return pd.DataFrame({"pay": np.exp(log_pay), "years": years, "employer_id": employer, **read, "true_pmp": pmp})


def labelled(name: str, texts: int = 400, rng: np.random.Generator | None = None) -> ReadingErrors:
    """Return what people find on labelled texts."""
    recall, false_alarm = RATES[name]
    if rng is None:
        hits, alarms = round(texts * recall), round(texts * false_alarm)
    else:
        hits, alarms = rng.binomial(texts, recall), rng.binomial(texts, false_alarm)
    return ReadingErrors(hits, alarms, texts - hits, texts - alarms)


def test_planted_errors_are_undone():
    model = fit_pay_model(simulate(200_000), "log(pay) ~ pmp + csm + years")
    found = adjust_for_reading_errors(model, {name: labelled(name, 100_000) for name in RATES}).tidy().set_index("term")
    assert found.loc["pmp", "uncorrected"] < 0.09
    assert found.loc["csm", "uncorrected"] < 0.04
    assert found.loc["pmp", "estimate"] == pytest.approx(0.10, abs=0.004)
    assert found.loc["csm", "estimate"] == pytest.approx(0.05, abs=0.004)
    assert found.loc["years", "estimate"] == pytest.approx(0.03, abs=0.0005)
    assert found.loc["years", "uncorrected"] > 0.0302


def test_intervals_cover_and_uncorrected_ones_do_not():
    rng = np.random.default_rng(3)
    inside = plain = 0
    for seed in range(100):
        model = fit_pay_model(simulate(4_000, seed), "log(pay) ~ pmp + csm + years", covariance="HC1")
        found = adjust_for_reading_errors(model, {name: labelled(name, 150, rng) for name in RATES})
        row = found.tidy().set_index("term").loc["pmp"]
        inside += row["conf_low"] <= 0.10 <= row["conf_high"]
        plain += abs(row["uncorrected"] - 0.10) <= 1.96 * row["uncorrected_error"]
    assert inside >= 89
    assert plain <= 70


def test_perfect_reading_changes_nothing_but_the_error():
    model = fit_pay_model(simulate(5_000), "log(pay) ~ pmp + years")
    found = adjust_for_reading_errors(model, {"pmp": (200, 0, 0, 200)}).tidy().set_index("term")
    assert found.loc["pmp", "estimate"] == pytest.approx(found.loc["pmp", "uncorrected"])
    assert found.loc["pmp", "std_error"] > found.loc["pmp", "uncorrected_error"]
    many = adjust_for_reading_errors(model, {"pmp": (10**7, 0, 0, 10**7)}).tidy().set_index("term")
    assert many.loc["pmp", "std_error"] == pytest.approx(many.loc["pmp", "uncorrected_error"], rel=1e-3)


def test_one_column_is_the_textbook_formula():
    # Aigner (1973): the slope is shrunk by P(true | read) - P(true | not read)
    frame = simulate(50_000)
    model = fit_pay_model(frame, "log(pay) ~ pmp")
    recall, false_alarm = RATES["pmp"]
    share = (frame["pmp"].mean() - false_alarm) / (recall - false_alarm)
    precision = share * recall / frame["pmp"].mean()
    missed = share * (1 - recall) / (1 - frame["pmp"].mean())
    found = adjust_for_reading_errors(model, {"pmp": labelled("pmp", 10_000)})
    assert found.estimate[0] == pytest.approx(model.estimate[1] / (precision - missed), rel=1e-9)


def test_absorbed_effects_and_clusters():
    frame = simulate(30_000)
    model = fit_pay_model(
        frame, "log(pay) ~ pmp + csm + years", absorb="employer_id", covariance={"CRV1": "employer_id"}
    )
    found = adjust_for_reading_errors(model, {name: labelled(name, 50_000) for name in RATES}).tidy().set_index("term")
    assert found.loc["pmp", "estimate"] == pytest.approx(0.10, abs=0.012)


def test_shape_and_notes():
    model = fit_pay_model(simulate(3_000), "log(pay) ~ pmp + years")
    found = adjust_for_reading_errors(model, {"pmp": labelled("pmp")})
    assert tuple(found.tidy().columns) == (*TIDY_COLUMNS, "uncorrected", "uncorrected_error")
    assert "recall 0.850" in found.glance().loc[0, "notes"]
    assert "chance in the error rates" in found.glance().loc[0, "covariance"]
    assert "corrected for reading errors" in found._repr_html_()


def test_requests_and_data_that_cannot_be():
    frame = simulate(3_000)
    model = fit_pay_model(frame, "log(pay) ~ pmp + years")
    with pytest.raises(UsageError, match="no term 'csm'"):
        adjust_for_reading_errors(model, {"csm": labelled("csm")})
    with pytest.raises(UsageError, match="at least one term"):
        adjust_for_reading_errors(model, {})
    with pytest.raises(UsageError, match="cannot be negative"):
        ReadingErrors(5, -1, 0, 3)
    with pytest.raises(ModelError, match="'years' is not a column of 0 and 1"):
        adjust_for_reading_errors(model, {"years": (90, 1, 10, 99)})
    with pytest.raises(ModelError, match="no more often where it is"):
        adjust_for_reading_errors(model, {"pmp": (10, 50, 90, 50)})
    with pytest.raises(ModelError, match="as large as what is left"):
        adjust_for_reading_errors(fit_pay_model(frame, "log(pay) ~ pmp"), {"pmp": (55, 45, 45, 55)})
    with pytest.raises(UsageError, match="takes a model of fit_pay_model"):
        adjust_for_reading_errors(fit_pay_quantiles(frame, "log(pay) ~ pmp", [0.5]), {"pmp": labelled("pmp")})


def test_errors_are_counted_from_labels_and_from_scores():
    rng = np.random.default_rng(6)
    truth = pd.Series(rng.random(400) < 0.2)
    read = pd.Series(np.where(truth, rng.random(400) < 0.8, rng.random(400) < 0.05).astype(int))
    counted = ReadingErrors.of_columns(truth, read)
    assert counted.recall == pytest.approx(read[truth].mean())
    assert counted.false_alarm == pytest.approx(read[~truth].mean())
    both = int((truth & (read == 1)).sum())
    assert counted == ReadingErrors.of_scores(texts=400, labelled=int(truth.sum()), given=int(read.sum()), right=both)
    assert ReadingErrors.of_columns(truth.astype("boolean").mask(truth.index < 10), read).true_negatives < 400
    with pytest.raises(UsageError, match="400 texts were labelled and 399 read"):
        ReadingErrors.of_columns(truth, read.head(399))
    with pytest.raises(UsageError, match="counts cannot be negative"):
        ReadingErrors.of_scores(texts=10, labelled=5, given=4, right=6)


def test_rates_of_a_labelled_part_undo_the_attenuation_in_all_postings():
    """As a user would: labels for some texts, the reader for all, the premium of the truth recovered."""
    frame = simulate(60_000, seed=21)
    by_hand = frame.head(3_000)
    errors = ReadingErrors.of_columns(by_hand["true_pmp"], by_hand["pmp"])
    model = fit_pay_model(frame, "log(pay) ~ pmp + years")
    truth = fit_pay_model(frame, "log(pay) ~ true_pmp + years").tidy().set_index("term").loc["true_pmp", "estimate"]
    row = adjust_for_reading_errors(model, {"pmp": errors}).tidy().set_index("term").loc["pmp"]
    assert row["uncorrected"] < truth - 0.01
    assert row["conf_low"] < truth < row["conf_high"]
    assert abs(row["estimate"] - truth) < 0.3 * abs(row["uncorrected"] - truth)


def test_effects_are_all_in_percent():
    model = fit_pay_model(simulate(5_000), "log(pay) ~ pmp + years")
    row = adjust_for_reading_errors(model, {"pmp": labelled("pmp")}).effects().set_index("term").loc["pmp"]
    plain = model.effects().set_index("term").loc["pmp"]
    assert row["uncorrected"] == pytest.approx(plain["estimate"])
    assert row["uncorrected_error"] == pytest.approx(plain["std_error"])
    assert row["estimate"] > row["uncorrected"] > 1
