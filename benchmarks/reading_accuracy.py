"""How well postings are read: precision, recall and F1 of each field against hand labels.

    python benchmarks/reading_accuracy.py [LABELS.jsonl ...] [--by source] [--misses FIELD]

LABELS is a JSON Lines file, a posting a line: ``description``, ``title``, ``location``, ``source`` and ``labels`` (an
object of the fields below). Without it the hand-labelled set in the folder named by TPM_INSIGHTS_SHARED is taken. A
value is right only if it is equal: pay needs low, high, currency and period together. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from tpm_insights import vocabulary as v
from tpm_insights.extract.reading import read_posting

SCALARS = (
    "years_min",
    "years_max",
    "years_preferred_min",
    "education_level",
    "education_status",
    "role_family",
    "seniority",
    "work_mode",
)
Values = Callable[[dict[str, Any]], set[object]]


def _pay(row: dict[str, Any]) -> set[object]:
    low, high = row.get("pay_low"), row.get("pay_high")
    return set() if low is None and high is None else {(low, high, row.get("pay_currency"), row.get("pay_period"))}


def _scalar(name: str) -> Values:
    return lambda row: set() if row.get(name) is None else {row[name]}


def _certifications(row: dict[str, Any]) -> set[object]:
    return {one["id"] for one in row["certifications"] if one["id"] in v.CERTIFICATIONS}


FIELDS: dict[str, Values] = {
    "pay": _pay,
    **{name: _scalar(name) for name in SCALARS},
    "certifications": _certifications,
    "hard_skills": lambda row: set(row["hard_skills"]),
    "soft_skills": lambda row: set(row["soft_skills"]),
}


def read(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the reader finds, in the shape of the labels."""
    facts = read_posting(row["description"], row.get("title") or "", row.get("location") or "")
    plain = {name: getattr(facts, name) for name in (*SCALARS, "pay_low", "pay_high", "pay_currency", "pay_period")}
    certifications = [{"id": one.id, "status": one.status} for one in facts.certifications]
    return plain | {
        "certifications": certifications,
        "hard_skills": facts.hard_skills,
        "soft_skills": facts.soft_skills,
    }


def compare(row: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[str, int, int, int]]:
    """Yield field, values labelled, values given and values right of one posting."""
    labels = row["labels"]
    for field, values in FIELDS.items():
        want, have = values(labels), values(found)
        yield field, len(want), len(have), len(want & have)
    status = {one["id"]: one["status"] for one in found["certifications"]}
    both = [one for one in labels["certifications"] if one["id"] in status and one["id"] in v.CERTIFICATIONS]
    yield "certification status", len(both), len(both), sum(status[one["id"]] == one["status"] for one in both)


def score(counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return precision, recall, F1 and the interval of recall."""
    table = counts.groupby(keys, sort=False)[["labelled", "given", "right"]].sum()
    table["precision"] = table["right"] / table["given"]
    table["recall"] = table["right"] / table["labelled"]
    table["f1"] = 2 * table["right"] / (table["given"] + table["labelled"])
    low, high = proportion_confint(table["right"], table["labelled"].clip(lower=1), method="wilson")
    return table.assign(recall_low=low, recall_high=high)


def main() -> None:
    """Read the labels and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="*", type=Path)
    parser.add_argument("--by", choices=["source"])
    parser.add_argument("--misses", choices=list(FIELDS))
    arguments = parser.parse_args()
    files = arguments.labels
    if not files:
        named = os.environ.get("TPM_INSIGHTS_SHARED")
        if named is None:
            parser.exit(0, "nothing was measured: name a file of labels, or set TPM_INSIGHTS_SHARED\n")
        files = [Path(named) / "gold" / "dev.jsonl"]
    rows = [
        json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    counts = []
    for row in rows:
        found = read(row)
        counts += [(row.get("source"), *line) for line in compare(row, found)]
        if arguments.misses:
            want, have = FIELDS[arguments.misses](row["labels"]), FIELDS[arguments.misses](found)
            if want != have:
                print(f"{row.get('gid')}: labelled {sorted(map(str, want))}, read {sorted(map(str, have))}")
    frame = pd.DataFrame(counts, columns=["source", "field", "labelled", "given", "right"])
    print(f"{len(rows)} postings")
    print(score(frame, [arguments.by, "field"] if arguments.by else ["field"]).round(3).to_string())


if __name__ == "__main__":
    main()
