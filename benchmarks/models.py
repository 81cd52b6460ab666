"""How fast are the models, against the libraries they stand on or replace? Ratios within one run.

    python benchmarks/models.py [--rows 1000000] [--ranges 100000] [--parquet 20000000] [--only NAME ...]

Times are the best of some repeats; only ratios mean something. The comparison with lifelines, which nothing else here
needs, runs if that is installed (``pip install lifelines``) and otherwise says so. The file for the Parquet case is
written to a temporary folder (about 250 MB for 20,000,000 rows). Exit status 1 if a ratio misses what is claimed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.parquet_regression import fit_pay_model_on_parquet
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.regression import fit_pay_model

DUMMIES = [f"c{i}" for i in range(12)]
FORMULA = "log(pay) ~ years + I(years**2) + " + " + ".join(DUMMIES)
Row = tuple[str, float, float, str, bool]


def seconds(call: Callable[[], object], repeats: int = 3) -> float:
    """Return the least time of some calls."""
    return seconds_in_turn(call, repeats=repeats)[0]


def seconds_in_turn(*calls: Callable[[], object], repeats: int = 5) -> list[float]:
    """Return the least time of each of several calls made in turn, so that a busy minute does not fall on one alone."""
    best = [np.inf] * len(calls)
    for _ in range(repeats):
        for place, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def records(rows: int, seed: int = 0) -> pd.DataFrame:
    """Return invented records: 12 dummies, years, 50 regions, pay."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({name: rng.integers(0, 2, rows).astype("int8") for name in DUMMIES})
    region = rng.integers(0, 50, rows)
    frame["years"] = rng.integers(0, 20, rows).astype("int16")
    frame["region"] = pd.Series(np.array([f"region {i:02d}" for i in range(50)], dtype=object)[region]).astype("str")
    noise = rng.normal(0, 0.02, 50)[region] + rng.normal(0, 0.3, rows)
    frame["pay"] = np.exp(11 + 0.05 * frame["years"] - 0.001 * frame["years"] ** 2 + 0.15 * frame["c11"] + noise)
    return frame


def regression(rows: int) -> list[Row]:
    """Compare fit_pay_model with pyfixest and statsmodels."""
    import statsmodels.formula.api as smf

    frame = records(rows)
    ours, bare = seconds_in_turn(lambda: absorbing(frame), lambda: by_pyfixest(frame), repeats=15)
    most, most_bare = (_in_own_process(what, str(rows))[1] / 2**10 for what in ("absorbing", "pyfixest"))
    groups = pd.factorize(frame["region"])[0]
    theirs = FORMULA.replace("log(", "np.log(") + " + C(region)"
    dense = seconds(
        lambda: smf.ols(theirs, frame).fit(cov_type="cluster", cov_kwds={"groups": groups}), 1 if rows > 300_000 else 3
    )
    words = f"{rows:,} rows, 12 dummies, 50 regions absorbed, clustered"
    return [
        (f"fit_pay_model / pyfixest: {words}", ours, ours / bare, "at most 1.25", ours / bare <= 1.25),
        (f"statsmodels with dummies / fit_pay_model: {words}", dense, dense / ours, "at least 5", dense / ours >= 5),
        (f"memory beside the data in MB, fit_pay_model: {words}", ours, most, "", True),
        (f"memory beside the data in MB, pyfixest: {words}", bare, most_bare, "", True),
    ]


def absorbing(frame: pd.DataFrame) -> object:
    """Fit with the regions absorbed and clustered errors."""
    return fit_pay_model(frame, FORMULA, absorb="region", covariance={"CRV1": "region"})


def by_pyfixest(frame: pd.DataFrame) -> object:
    """Fit the same by the library alone."""
    import pyfixest as pf

    return pf.feols(f"{FORMULA} | region", frame, vcov={"CRV1": "region"})


def quantiles(rows: int) -> list[Row]:
    """Compare bands and quantile regression with scikit-learn's QuantileRegressor."""
    from sklearn.linear_model import QuantileRegressor

    frame = records(rows)
    design = np.column_stack([frame["years"], frame["years"].astype(float) ** 2, frame[DUMMIES]]).astype(float)
    outcome = np.log(frame["pay"].to_numpy())
    model = QuantileRegressor(quantile=0.5, alpha=0.0, solver="highs-ipm")
    theirs = seconds(lambda: model.fit(design, outcome), 1)
    bands = seconds(lambda: fit_pay_bands(frame, "years", quantiles=[0.5]))
    smooth = seconds(lambda: fit_pay_quantiles(frame, FORMULA, [0.5]))
    words = f"{rows:,} rows, median, 14 terms, with intervals"
    return [
        (f"QuantileRegressor / fit_pay_bands: {words}", bands, theirs / bands, "at least 10", theirs / bands >= 10),
        (f"QuantileRegressor / fit_pay_quantiles: {words}", smooth, theirs / smooth, "", True),
    ]


def ranges(rows: int) -> list[Row]:
    """Compare the range model with lifelines."""
    rng = np.random.default_rng(1)
    frame = records(rows, 1)
    log_pay = np.log(frame["pay"].to_numpy())
    width = rng.uniform(0.05, 0.3, rows)
    low = log_pay - width * rng.random(rows)
    kind = rng.random(rows)
    frame["pay_low"] = np.exp(np.where(kind < 0.1, log_pay, low))
    frame["pay_high"] = np.exp(np.where(kind < 0.1, log_pay, low + width))
    frame.loc[kind > 0.95, "pay_high"] = np.nan
    right = FORMULA.partition("~")[2]
    ours = seconds(lambda: fit_pay_ranges(frame, right))
    words = f"{rows:,} ranges, 15 terms, with errors and comparison"
    if find_spec("lifelines") is None:
        return [(f"fit_pay_ranges: {words} (lifelines is not installed)", ours, float("nan"), "at least 20", True)]
    from lifelines import LogNormalAFTFitter

    data = frame[[*DUMMIES, "years"]].astype(float).assign(years2=lambda d: d["years"] ** 2)
    # in thousands: in dollars lifelines returns zeros without an error
    data = data.assign(low=frame["pay_low"] / 1e3, high=frame["pay_high"].fillna(np.inf) / 1e3)
    theirs = seconds(
        lambda: LogNormalAFTFitter().fit_interval_censoring(data, lower_bound_col="low", upper_bound_col="high"), 1
    )
    return [(f"lifelines / fit_pay_ranges: {words}", ours, theirs / ours, "at least 20", theirs / ours >= 20)]


def parquet(rows: int) -> list[Row]:
    """Compare the regression on files with reading the columns it needs, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "pay.parquet"
        _write(place, rows)
        scan, _ = _in_own_process("scan", place)
        read, held = _in_own_process("read", place)
        fit, memory = _in_own_process("fit", place)
    words = f"{rows:,} rows, 12 dummies, 50 regions absorbed, robust and clustered"
    return [
        (
            f"regression on Parquet / pandas.read_parquet of its columns: {words}",
            fit,
            fit / read,
            "at most 3",
            fit / read <= 3,
        ),
        (f"regression on Parquet / pyarrow reading codes, no strings: {words}", fit, fit / scan, "", True),
        (f"memory of pandas.read_parquet in GB: {words}", read, held / 2**20, "", True),
        (f"its memory in GB: {words}", fit, memory / 2**20, "at most 2", memory / 2**20 <= 2),
    ]


def _write(place: Path, rows: int) -> None:
    """Write the file, a million rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for start in range(0, rows, 1_000_000):
        table = pa.Table.from_pandas(records(min(1_000_000, rows - start), seed=start), preserve_index=False)
        writer = writer or pq.ParquetWriter(place, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def _in_own_process(what: str, place: Path | str) -> tuple[float, float]:
    """Return seconds, and the most memory used in kB, of a task."""
    command = [sys.executable, __file__, "--task", what, str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = done.stdout.split()[-2:]
    return float(first), float(second)


def most_memory(*, now: bool = False) -> float:
    """Return the most memory this process used, in kB; where the system says, not counting what it was forked from.

    From now on, if so asked, where the system can forget what was before.
    """
    status, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if now and forget.exists():
        forget.write_text("5")
    if status.exists():
        return float(status.read_text().partition("VmHWM:")[2].split()[0])
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def task(what: str, place: str) -> None:
    """Do one task, and print seconds and the most memory used; of a regression in memory, what it adds to its data."""
    import pyarrow.parquet as pq

    if what in ("absorbing", "pyfixest"):
        fit = absorbing if what == "absorbing" else by_pyfixest
        fit(records(1000))  # what is imported on first use is no memory of the fit
        frame = records(int(place))
        before = most_memory(now=True)
        print(seconds(lambda: fit(frame), 1), most_memory() - before)
        return
    columns = ["pay", "years", "region", *DUMMIES]
    if what == "read":
        spent = seconds(lambda: pd.read_parquet(place, columns=columns), 2)
    elif what == "scan":
        spent = seconds(lambda: pq.read_table(place, columns=columns, read_dictionary=["region"]))
    else:
        spent = seconds(
            lambda: fit_pay_model_on_parquet(place, FORMULA, absorb="region", covariance={"CRV1": "region"}),
            2,
        )
    print(spent, most_memory())


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the regression (default 1,000,000)")
    parser.add_argument("--ranges", type=int, default=100_000, help="rows of ranges and quantiles (default 100,000)")
    parser.add_argument("--parquet", type=int, default=20_000_000, help="rows on file (default 20,000,000)")
    parser.add_argument("--only", nargs="*", choices=("regression", "quantiles", "ranges", "parquet"))
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.task:
        task(*asked.task)
        return 0
    jobs: dict[str, Callable[[], list[Row]]] = {
        "regression": lambda: regression(asked.rows),
        "quantiles": lambda: quantiles(asked.ranges),
        "ranges": lambda: ranges(asked.ranges),
        "parquet": lambda: parquet(asked.parquet),
    }
    rows: list[Row] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, job in jobs.items():
            if not asked.only or name in asked.only:
                rows += job()
    for words, spent, ratio, claim, holds in rows:
        print(f"{words}\n    {spent:8.2f} s   ratio {ratio:7.2f}   {claim:<14}{'' if holds else 'MISSED'}")
    return 0 if all(row[-1] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
