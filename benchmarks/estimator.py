"""Measure how well the pay estimator predicts records it has not seen: loss and coverage, against baselines.

Usage: python benchmarks/estimator.py [--markdown]

For every kind of pay: records are ordered by time, or whole sources (employers, where there is one source) are held
out, and every method is fitted to the rest. Printed: records predicted, pinball loss in log points averaged over the
five percentiles, its change against band medians, share of records between p10 and p90 with its 95 % interval (those
of one source, where sources are held out, or of one employer are not taken as independent), and the groups of 100 or
more (role and level) furthest from 80 %. The last rows put all kinds of pay together. Seeded; the processed tables are
needed (`tpm-insights prepare`).
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # on small data threads cost more than they save

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import QuantileRegressor
from sklearn.model_selection import GroupKFold, KFold

from tpm_insights.errors import TpmInsightsError
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.estimator_features import encode, frequent
from tpm_insights.models.estimator_fit import fit_pay_estimator
from tpm_insights.models.estimator_records import BASES, PayRecords, pay_records
from tpm_insights.models.frame import CERTIFICATION_NAMES
from tpm_insights.processed import load_tables
from tpm_insights.project import find_project

Split = tuple[np.ndarray, np.ndarray]
LEAST_TRAIN, LEAST_TEST = 200, 50
OWN, DRAWS = 30, 10


def pinball(log_pay: np.ndarray, found: np.ndarray) -> float:
    """Return the mean pinball loss over the percentiles, in log points."""
    gap = log_pay[:, None] - found
    levels = np.array(QUANTILES)
    return float(np.maximum(levels * gap, (levels - 1) * gap).mean())


def splits_by_time(records: PayRecords) -> Iterator[Split]:
    """Yield the last three fifths of the dated records, a fifth at a time, each after everything earlier."""
    dates = records.frame["date"]
    known = np.flatnonzero(dates.notna().to_numpy())
    days = dates.iloc[known].astype("int64").to_numpy()
    cuts = np.unique(np.quantile(days, [0.4, 0.6, 0.8], method="higher"))
    if len(np.unique(days)) <= 12:
        cuts = np.unique(days)[1:]  # years: each after all earlier ones
    for start, stop in zip(cuts, [*cuts[1:], np.inf], strict=True):
        earlier, part = known[days < start], known[(days >= start) & (days < stop)]
        if len(earlier) >= LEAST_TRAIN and len(part) >= LEAST_TEST:
            yield earlier, part


def splits_by_source(records: PayRecords) -> Iterator[Split]:
    """Yield every source with enough records, the others to fit on."""
    source = records.frame["source"].to_numpy(dtype=object)
    for name in np.unique(source):
        rest, part = np.flatnonzero(source != name), np.flatnonzero(source == name)
        if len(rest) >= LEAST_TRAIN and len(part) >= LEAST_TEST:
            yield rest, part


def splits_by_employer(records: PayRecords) -> Iterator[Split]:
    """Yield fifths of the employers, or of the records where employers are not known."""
    employer = records.frame["employer_id"]
    if employer.isna().all():
        yield from KFold(5, shuffle=True, random_state=0).split(records.frame)
        return
    alone = pd.Series([f"record {i}" for i in range(len(employer))])
    yield from GroupKFold(5).split(records.frame, groups=employer.astype(object).where(employer.notna(), alone))


def band_medians(fit: PayRecords, part: PayRecords) -> np.ndarray:
    """Predict by the percentiles of role and level, of the role where fewer than ten, of all where still fewer."""
    out = np.tile(np.log(fit.frame["pay"]).quantile(QUANTILES).to_numpy(), (len(part.frame), 1))
    for by in (["role_family"], ["role_family", "level_name"]):
        groups = {k: np.log(g["pay"]) for k, g in fit.frame.groupby(by) if len(g) >= 10}
        for i, key in enumerate(part.frame[by].itertuples(index=False, name=None)):
            if key in groups and not isinstance(groups[key], np.ndarray):
                groups[key] = groups[key].quantile(QUANTILES).to_numpy()
            if key in groups:
                out[i] = groups[key]
    return out


def _coded(fit: PayRecords, part: PayRecords) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both sets of records as numbers, coded by the first."""
    basis = fit.basis
    labels = {name: frequent(fit.frame[name], 10) for name in basis.labels}
    kept = tuple(c for c in CERTIFICATION_NAMES if c in fit.frame.columns and fit.frame[c].sum() >= 20)
    columns = (*([basis.increasing] if basis.increasing else []), *basis.labels, *kept)
    return encode(fit.frame, columns, labels), encode(part.frame, columns, labels)


def linear_quantiles(fit: PayRecords, part: PayRecords) -> np.ndarray:
    """Predict by linear quantile regression on experience, its square and dummies."""
    both = pd.concat(_coded(fit, part), keys=["fit", "part"])
    columns = []
    for name in both.columns:
        if name == fit.basis.increasing or name in CERTIFICATION_NAMES:
            filled = both[name].fillna(both[name].mean()) / 10
            columns += (
                [filled, filled**2, both[name].isna().astype(float)] if name == fit.basis.increasing else [filled]
            )
        else:
            columns += [(both[name] == code).astype(float) for code in both[name].dropna().unique()]
    design = np.column_stack(columns)
    train, test = design[: len(fit.frame)], design[len(fit.frame) :]
    chosen = np.random.default_rng(0).permutation(len(train))[:1500]  # the linear program grows faster than its rows
    left = np.log(fit.frame["pay"].to_numpy())
    fits = [QuantileRegressor(quantile=q, alpha=1e-4).fit(train[chosen], left[chosen]) for q in QUANTILES]
    return np.sort(np.column_stack([model.predict(test) for model in fits]), axis=1)


def plain_boosting(fit: PayRecords, part: PayRecords) -> np.ndarray:
    """Predict by boosting one percentile at a time, uncalibrated."""
    train, test = _coded(fit, part)
    columns = []
    for quantile in QUANTILES:
        model = HistGradientBoostingRegressor(
            loss="quantile",
            quantile=quantile,
            categorical_features=list(fit.basis.labels),
            monotonic_cst=[int(name == fit.basis.increasing) for name in train.columns],
            max_leaf_nodes=8,
            early_stopping=False,
            random_state=0,
        )
        columns.append(model.fit(train, np.log(fit.frame["pay"])).predict(test))
    return np.sort(np.column_stack(columns), axis=1)


def ours(fit: PayRecords, part: PayRecords) -> np.ndarray:
    """Predict by the pay estimator, calibrated for new employers."""
    return np.log(fit_pay_estimator(fit).predict_quantiles(part.frame))


def ours_new_source(fit: PayRecords, part: PayRecords) -> np.ndarray:
    """Predict by the pay estimator, calibrated for new sources."""
    return np.log(fit_pay_estimator(fit, holds_for="new_source").predict_quantiles(part.frame))


METHODS: dict[str, Callable[[PayRecords, PayRecords], np.ndarray]] = {
    "band medians": band_medians,
    "linear quantile regression": linear_quantiles,
    "boosting, uncalibrated": plain_boosting,
    "PayEstimator": ours,
}


def score(records: PayRecords, splits: list[Split], validation: str) -> list[dict[str, object]]:
    """Return a row a method, over the records of all splits."""
    by_source = validation == "source held out"
    methods = METHODS | ({"PayEstimator, for new sources": ours_new_source} if by_source else {})
    order = np.concatenate([np.sort(part) for _, part in splits])
    rows: list[dict[str, object]] = []
    for name, method in methods.items():
        started = time.process_time()
        found = []
        for rest, part in splits:
            try:
                found.append(method(_some(records, rest), _some(records, part)))
            except TpmInsightsError as error:
                print(f"{records.basis.kind}, {validation}, {name}: left out, {error}")
                break
        if len(found) == len(splits):
            rows.append(measured(records, order, np.vstack(found), validation, name, started))
    if by_source:
        rows += [with_own_records(records, splits, validation, each_group=each) for each in (False, True)]
    bands = next(row for row in rows if row["method"] == "band medians")
    rows = [{"bands": bands["pinball"]} | row for row in rows]
    return [row | {"against_bands": 100 * (float(str(row["pinball"])) / float(str(row["bands"])) - 1)} for row in rows]


def measured(
    records: PayRecords, order: np.ndarray, found: np.ndarray, validation: str, name: str, started: float
) -> dict[str, object]:
    """Return the row of a method that predicted some records."""
    tested = records.frame.iloc[order]
    actual = np.log(tested["pay"].to_numpy())
    inside = (actual >= found[:, 0]) & (actual <= found[:, -1])
    sizes = tested.assign(inside=inside).groupby(["role_family", "level_name"])["inside"].agg(["size", "mean"])
    sizes = sizes.query("size >= 100")
    shared = tested["source"] if validation == "source held out" else tested["employer_id"]
    low, high = share_interval(inside, shared)
    return {
        "pay": records.basis.kind,
        "validation": validation,
        "method": name,
        "n": len(order),
        "pinball": pinball(actual, found),
        "cover": 100 * inside.mean(),
        "from": 100 * low,
        "to": 100 * high,
        "groups": len(sizes),
        "groups_ok": int(((sizes["mean"] - 0.8).abs() <= 0.07).sum()),
        "least": 100 * sizes["mean"].min() if len(sizes) else np.nan,
        "most": 100 * sizes["mean"].max() if len(sizes) else np.nan,
        "seconds": time.process_time() - started,
    }


def with_own_records(
    records: PayRecords, splits: list[Split], validation: str, *, each_group: bool
) -> dict[str, object]:
    """Return the row of the estimator told 30 random records of each source, or of each of its groups; mean of draws.

    Groups of a source give no more than half of their records away, so that as many are left to be predicted.
    """
    started, rng = time.process_time(), np.random.default_rng(0)
    fits = [fit_pay_estimator(_some(records, rest), holds_for="new_source") for rest, _ in splits]
    bands = np.empty((len(records.frame), len(QUANTILES)))
    for rest, part in splits:
        bands[np.sort(part)] = band_medians(_some(records, rest), _some(records, part))
    draws = []
    for _ in range(DRAWS):
        order, found = [], []
        for fitted, (_, part) in zip(fits, splits, strict=True):
            rows = rng.permutation(np.sort(part))
            frame = records.frame.iloc[rows]
            place = frame.groupby(["role_family", "level_name"]).cumcount().to_numpy()
            size = frame.groupby(["role_family", "level_name"])["pay"].transform("size").to_numpy()
            own = place < np.minimum(OWN, size // 2) if each_group else np.arange(len(rows)) < min(OWN, len(rows) // 2)
            order.append(rows[~own])
            found.append(np.log(fitted.recalibrate(frame[own]).predict_quantiles(frame[~own])))
        name = f"PayEstimator, told {OWN} records of each {'role and level' if each_group else 'source'}"
        tested = np.concatenate(order)
        of_bands = pinball(np.log(records.frame["pay"].to_numpy()[tested]), bands[tested])
        draws.append(measured(records, tested, np.vstack(found), validation, name, started) | {"bands": of_bands})
    numbers = pd.DataFrame(draws).drop(columns=["pay", "validation", "method"]).mean()
    return draws[0] | numbers.to_dict() | {"n": round(numbers["n"]), "seconds": time.process_time() - started}


def share_interval(inside: np.ndarray, shared: pd.Series) -> tuple[float, float]:
    """Return the 95 % interval of a share, records of one label counting as dependent, unlabelled ones as not."""
    alone = pd.Series([f"record {i}" for i in range(len(shared))], index=shared.index)
    labels = shared.astype(object).where(shared.notna(), alone)
    share = float(inside.mean())
    sums = pd.Series(inside - share).groupby(labels.to_numpy()).sum()
    error = np.sqrt((sums**2).sum() * len(sums) / max(len(sums) - 1, 1)) / len(inside)
    reach = float(stats.t.ppf(0.975, max(len(sums) - 1, 1)) * error)
    return max(share - reach, 0.0), min(share + reach, 1.0)


def together(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return a row a validation and method over all kinds of pay that have both."""
    table = pd.DataFrame(rows).assign(validation=lambda t: t["validation"].str.replace("records", "employers"))
    out: list[dict[str, object]] = []
    for (validation, method), own in table.groupby(["validation", "method"], sort=False):
        loss = float(np.average(own["pinball"], weights=own["n"]))
        base = float(np.average(own["bands"], weights=own["n"]))
        out.append(
            {
                "pay": "all kinds",
                "validation": validation,
                "method": method,
                "n": int(own["n"].sum()),
                "pinball": loss,
                "against_bands": 100 * (loss / base - 1),
                "cover": float(np.average(own["cover"], weights=own["n"])),
                "groups": own["groups"].sum(),
                "groups_ok": own["groups_ok"].sum(),
                "least": own["least"].min(),
                "most": own["most"].max(),
                "seconds": own["seconds"].sum(),
            }
        )
    return out


def _some(records: PayRecords, rows: np.ndarray) -> PayRecords:
    """Return the records at some positions, in their order."""
    mask = np.zeros(len(records.frame), dtype=bool)
    mask[rows] = True
    return records.subset(mask)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--kind", choices=list(BASES), action="append", help="only this kind of pay")
    options = parser.parse_args()
    tables = load_tables(find_project())
    rows: list[dict[str, object]] = []
    for kind in options.kind or BASES:
        records = pay_records(tables, kind)
        print(f"{kind}: {len(records.frame):,} records, {records.frame['source'].nunique()} sources", flush=True)
        several = len(set(records.frame["source"])) > 1
        ways = {
            "time-ordered": splits_by_time,
            "source held out": splits_by_source if several else None,
            "employers held out"
            if records.frame["employer_id"].notna().any()
            else "records held out": splits_by_employer,
        }
        for validation, way in ways.items():
            splits = list(way(records)) if way else []
            if splits:
                rows += score(records, splits, validation)
            else:
                print(f"{kind}, {validation}: not possible, one source or too few records before")
    rows += together(rows) if len({row["pay"] for row in rows}) > 1 else []
    table = pd.DataFrame(rows)[
        [
            "pay",
            "validation",
            "method",
            "n",
            "pinball",
            "against_bands",
            "cover",
            "from",
            "to",
            "groups",
            "groups_ok",
            "least",
            "most",
            "seconds",
        ]
    ]
    formats = {
        "pinball": "{:.4f}",
        "against_bands": "{:+.1f} %",
        "cover": "{:.1f} %",
        "from": "{:.1f}",
        "to": "{:.1f}",
        "least": "{:.1f}",
        "most": "{:.1f}",
        "seconds": "{:.1f}",
        "groups": "{:.4g}",
        "groups_ok": "{:.4g}",
    }
    for name, form in formats.items():
        table[name] = table[name].map(lambda x, form=form: "–" if pd.isna(x) else form.format(x))
    if options.markdown:
        print("| " + " | ".join(table.columns) + " |\n|" + "---|" * len(table.columns))
        for row in table.itertuples(index=False):
            print("| " + " | ".join(str(x) for x in row) + " |")
    else:
        print(table.to_string(index=False))


if __name__ == "__main__":
    main()
