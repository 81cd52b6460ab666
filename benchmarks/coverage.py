"""Do the estimates hit the truth, and the 95 % intervals hold it as often as they say? A seeded simulation.

    python benchmarks/coverage.py [--repeats 200] [--rows 600] [--seed 20261122] [--only METHOD ...]

A premium of 0, 5 and 15 % is planted in data that are clean, heteroskedastic, clustered, stated as ranges, confounded
by experience, along a line or a curve, contaminated (15 % of the pay is a month read as a year), or misread (the
certification itself). A method that claims to be unbiased must be within two Monte Carlo errors of the truth over all
three premia, and its intervals must hold it in 93 to 97 % of the samples, give or take two Monte Carlo errors of that
share. Where it cannot be unbiased - an ability nobody sees - the sensitivity output must bracket the truth. Exit status
1 if a claim fails.

Methods on the same kind of data see the same samples: where chance moves one, it moves the others alike. A row of one
premium is held to the number of Monte Carlo errors that all rows together exceed in one run of twenty.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from tpm_insights.models.double_ml import double_ml
from tpm_insights.models.ladder import premium_ladder
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.reading_errors import adjust_for_reading_errors
from tpm_insights.models.reading_rates import ReadingErrors
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.sensitivity import sensitivity

PREMIA = (0.0, 0.05, 0.15)
EMPLOYERS = 60
RECALL, FALSE_ALARM, LABELLED = 0.85, 0.05, 300
Estimate = tuple[float, float, float]


def simulate(kind: str, premium: float, rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return one sample with a planted premium."""
    years = rng.uniform(0, 15, rows)
    employer = rng.integers(0, EMPLOYERS, rows)
    pull = 0.25 * (years - 7.5) if kind in ("confounded", "ability") else np.zeros(rows)
    ability = rng.normal(size=rows)
    if kind == "ability":
        pull = pull + 0.4 * ability
    if kind == "curved":
        pull = np.where((years > 4) & (years < 9), 1.8, -1.8)
    habit = rng.normal(0, 1.0, EMPLOYERS)[employer] if kind == "clustered" else 0.0
    truth = (rng.random(rows) < 1 / (1 + np.exp(0.4 - pull - habit))).astype(int)
    spread = 0.06 + 0.02 * years + 0.06 * truth if kind == "heteroskedastic" else 0.2
    noise = rng.normal(0, 1, rows) * spread
    if kind == "clustered":
        noise = noise + rng.normal(0, 0.15, EMPLOYERS)[employer]
    if kind == "ability":
        noise = noise + 0.08 * ability
    if kind == "curved":
        noise = noise + 0.3 * np.exp(-(((years - 6.5) / 2.5) ** 2))
    log_pay = 11 + 0.05 * years + np.log1p(premium) * truth + noise
    if kind == "contaminated":
        log_pay = log_pay - np.log(12) * (rng.random(rows) < 0.15)
    read = truth
    if kind == "misread":
        read = np.where(truth == 1, rng.random(rows) < RECALL, rng.random(rows) < FALSE_ALARM).astype(int)
    low = 0.15 * np.floor(log_pay / 0.15)
    top = low > 11.6
    return pd.DataFrame(
        {
            "pay": np.exp(log_pay),
            "pay_low": np.exp(np.where(top, 11.7, low)),
            "pay_high": np.where(top, np.nan, np.exp(low + 0.15)),
            "pmp": read,
            "years_min": years,
            "employer_id": employer.astype(str),
        }
    )


def of_term(table: pd.DataFrame, term: str = "pmp") -> Estimate:
    """Return estimate and interval of a term."""
    row = table[table["term"] == term].iloc[0]
    return float(row["estimate"]), float(row["conf_low"]), float(row["conf_high"])


def robust(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit least squares with robust errors."""
    return of_term(fit_pay_model(frame, "log(pay) ~ pmp + years_min").tidy())


def clustered(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit least squares with errors clustered by employer."""
    return of_term(fit_pay_model(frame, "log(pay) ~ pmp + years_min", covariance={"CRV1": "employer_id"}).tidy())


def within(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit least squares within employers, with errors clustered by employer."""
    model = fit_pay_model(frame, "log(pay) ~ pmp + years_min", absorb="employer_id", covariance={"CRV1": "employer_id"})
    return of_term(model.tidy())


def raw(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Take the raw difference."""
    return of_term(fit_pay_model(frame, "log(pay) ~ pmp").tidy())


def median(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit a median regression."""
    return of_term(fit_pay_quantiles(frame, "log(pay) ~ pmp + years_min", [0.5]).tidy())


def ranges(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit an interval regression on ranges, the highest open."""
    return of_term(fit_pay_ranges(frame, "pmp + years_min").tidy())


def midpoints(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit least squares on geometric midpoints of the closed ranges."""
    closed = frame.dropna(subset=["pay_high"])
    closed = closed.assign(pay=np.sqrt(closed["pay_low"] * closed["pay_high"]))
    return of_term(fit_pay_model(closed, "log(pay) ~ pmp + years_min").tidy())


def ladder(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Climb the premium ladder to the rung with experience."""
    rungs = premium_ladder(frame, "pmp", steps={"raw": "", "+ years": "years_min"}, edges=(0, 5, 10, 16)).tidy()
    return of_term(rungs[rungs["step"] == "+ years"])


def machine(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit a cross-fitted partially linear model on splines."""
    model = double_ml(frame, "log(pay) ~ bs(years_min, df=5)", "pmp", learner="linear", repeats=1)
    return of_term(model.tidy())


def learned(frame: pd.DataFrame, _: np.random.Generator) -> Estimate:
    """Fit a cross-fitted partially linear model by boosting, which has to learn how pay rises with years."""
    return of_term(double_ml(frame, "log(pay) ~ years_min", "pmp").tidy())


def corrected(frame: pd.DataFrame, rng: np.random.Generator) -> Estimate:
    """Fit least squares and correct for reading errors measured on labelled texts."""
    hits, alarms = rng.binomial(LABELLED, RECALL), rng.binomial(LABELLED, FALSE_ALARM)
    errors = ReadingErrors(int(hits), int(alarms), int(LABELLED - hits), int(LABELLED - alarms))
    model = fit_pay_model(frame, "log(pay) ~ pmp + years_min")
    return of_term(adjust_for_reading_errors(model, {"pmp": errors}).tidy())


Method = Callable[[pd.DataFrame, np.random.Generator], Estimate]
CASES: tuple[tuple[str, Method, bool], ...] = (
    ("clean", robust, True),
    ("clean", machine, True),
    ("heteroskedastic", robust, True),
    ("clustered", clustered, True),
    ("clustered", within, True),
    ("clustered", robust, False),
    ("ranges", ranges, True),
    ("ranges", midpoints, False),
    ("confounded", robust, True),
    ("confounded", ladder, True),
    ("confounded", machine, True),
    ("confounded", learned, True),
    ("curved", learned, True),
    ("confounded", raw, False),
    ("contaminated", robust, True),
    ("contaminated", median, True),
    ("misread", corrected, True),
    ("misread", robust, False),
)
"""Data, method, and whether the method claims to be unbiased with honest intervals there."""
SLOW: dict[Method, int] = {ladder: 4, learned: 20}
"""By how much fewer samples slow methods see."""
ROWS_JUDGED = len(PREMIA) * sum(claims for _, _, claims in CASES)
ROW_ERRORS = float(stats.norm.ppf(1 - 0.05 / (2 * ROWS_JUDGED)))
"""Monte Carlo errors that one of so many rows exceeds by chance in one run of twenty (Bonferroni)."""


def measure(kind: str, method: Method, claims: bool, repeats: int, rows: int, seed: int) -> pd.DataFrame:
    """Return bias and coverage, premium by premium and over all of them."""
    lines = []
    misses: list[float] = []
    hits: list[bool] = []
    for premium in PREMIA:
        seeds = np.random.SeedSequence([seed, len(kind), round(1000 * premium), *map(ord, kind[:4])]).spawn(repeats)
        truth = float(np.log1p(premium))
        found = [_one(kind, method, premium, rows, np.random.default_rng(s)) for s in seeds]
        miss = [estimate - truth for estimate, _, _ in found]
        hit = [low <= truth <= high for _, low, high in found]
        lines.append(_line(kind, method, claims, f"{100 * premium:.0f} %", miss, hit))
        misses += miss
        hits += hit
    lines.append(_line(kind, method, claims, "all", misses, hits))
    return pd.DataFrame(lines)


def _one(kind: str, method: Method, premium: float, rows: int, rng: np.random.Generator) -> Estimate:
    """Return the estimate on one sample."""
    frame = simulate(kind, premium, rows, rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return method(frame, rng)


def _line(
    kind: str, method: Method, claims: bool, premium: str, miss: list[float], hit: list[bool]
) -> dict[str, object]:
    """Return one row of the table."""
    error = float(np.std(miss, ddof=1) / np.sqrt(len(miss)))
    bias, covered = float(np.mean(miss)), float(np.mean(hit))
    slack = 2 * float(np.sqrt(0.95 * 0.05 / len(miss)))
    good = abs(bias) <= 2 * error and 0.93 - slack <= covered <= 0.97 + slack
    return {
        "data": kind,
        "method": method.__name__,
        "premium": premium,
        "samples": len(miss),
        "bias": bias,
        "monte_carlo_error": error,
        "coverage": covered,
        "claims": claims,
        "holds": (good if premium == "all" else abs(bias) <= ROW_ERRORS * error) if claims else None,
    }


def bracket(repeats: int, rows: int, seed: int) -> pd.DataFrame:
    """Ask whether the sensitivity output brackets the truth when ability is not seen."""
    lines = []
    for premium in PREMIA:
        truth = float(np.log1p(premium))
        seeds = np.random.SeedSequence([seed, 7, round(1000 * premium)]).spawn(repeats)
        inside = biased = 0
        for s in seeds:
            frame = simulate("ability", premium, rows, np.random.default_rng(s))
            model = fit_pay_model(frame, "log(pay) ~ pmp + years_min")
            found = sensitivity(model, "pmp", "years_min", times=(0.25, 0.5, 1)).tidy()
            _, low, high = of_term(model.tidy())
            biased += not low <= truth <= high
            inside += min(found["conf_low"].min(), low) <= truth <= high
        lines.append(
            {"premium": premium, "samples": repeats, "missed": biased / repeats, "bracketed": inside / repeats}
        )
    return pd.DataFrame(lines)


def run(
    repeats: int = 200, rows: int = 600, seed: int = 20261122, only: Sequence[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure every case.

    Parameters
    ----------
    repeats : int
        Samples for each premium.
    rows : int
        Rows of a sample.
    seed : int
        Of everything.
    only : sequence of str
        Names of methods; all by default.

    Returns
    -------
    table, brackets : DataFrame
        Bias and coverage by case; how often the sensitivity output brackets the truth.
    """
    cases = [case for case in CASES if not only or case[1].__name__ in only]
    parts = [measure(*case, max(repeats // SLOW.get(case[1], 1), 2), rows, seed) for case in cases]
    table = pd.concat(parts, ignore_index=True)
    return table, bracket(2 if only else max(repeats // 4, 2), rows, seed)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=200, help="samples for each premium (default 200)")
    parser.add_argument("--rows", type=int, default=600, help="rows of a sample (default 600)")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--only", nargs="*", choices=sorted({case[1].__name__ for case in CASES}), help="methods")
    asked = parser.parse_args()
    start = time.perf_counter()
    table, brackets = run(asked.repeats, asked.rows, asked.seed, asked.only or ())
    with pd.option_context("display.width", 140, "display.max_rows", None, "display.float_format", "{:.4f}".format):
        print(table.to_string(index=False))
        print(
            "\nan ability nobody sees: share of samples whose interval misses the truth, and bracketed by sensitivity()"
        )
        print(brackets.to_string(index=False))
    claims = table[table["claims"] & (table["premium"] == "all")]
    failed = claims[~claims["holds"].astype(bool)]
    bad = brackets[brackets["bracketed"] < 0.95]
    print(f"\n{len(claims) - len(failed)} of {len(claims)} claims hold; {time.perf_counter() - start:.0f} s")
    return 1 if len(failed) or len(bad) else 0


if __name__ == "__main__":
    sys.exit(main())
