"""What the errors of the posting reader do to a measured premium, by simulation from its scored error rates.

    python benchmarks/attenuation.py [LABELS.jsonl ...] [--draws N]

LABELS as for `reading_accuracy.py`. How often the reader finds, misses and invents a certification, and by how much it
misreads years, is counted on them. The years, certifications and other columns of this project's US postings then count
as the truth; pay is drawn with a premium planted on PMP and a return planted on years; the columns are misread at the
counted rates; and the same regression is run on both. Printed: what reading errors change of a coefficient, as a share
of what was planted, with two Monte Carlo errors, and the same after `adjust_for_reading_errors`. Seeded.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
from reading_accuracy import read

from tpm_insights.models.frame import pay_frame
from tpm_insights.models.reading_errors import adjust_for_reading_errors
from tpm_insights.models.reading_rates import ReadingErrors
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.processed import load_tables
from tpm_insights.project import find_project
from tpm_insights.vocabulary import CERTIFICATIONS

PREMIUM, RETURN = 0.10, 0.05


def labelled(files: list[Path]) -> list[dict[str, object]]:
    """Return labels and readings of every posting."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [json.loads(line) for line in lines]
    return [{"want": row["labels"], "have": read(row)} for row in rows]


def certification_errors(pairs: list[dict[str, object]], ids: set[str]) -> ReadingErrors:
    """Count the postings in which some certifications were rightly and wrongly read."""

    def asked(side: dict[str, list[dict[str, str]]]) -> bool:
        return any(one["id"] in ids for one in side["certifications"])

    want, have = (pd.Series([asked(pair[key]) for pair in pairs]).astype(int) for key in ("want", "have"))
    return ReadingErrors.of_columns(want, have)


def misread_years(pairs: list[dict[str, object]]) -> tuple[float, np.ndarray]:
    """Return the share of stated years that are missed, and by how much those found are off."""
    both = [(pair["want"]["years_min"], pair["have"]["years_min"]) for pair in pairs]
    stated = [(want, have) for want, have in both if want is not None]
    found = [have - want for want, have in stated if have is not None]
    return 1 - len(found) / len(stated), np.array(found, dtype=float)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="*", type=Path)
    parser.add_argument("--draws", type=int, default=200)
    arguments = parser.parse_args()
    files = arguments.labels
    if not files:
        named = os.environ.get("TPM_INSIGHTS_SHARED")
        if named is None:
            parser.exit(0, "nothing was measured: name a file of labels, or set TPM_INSIGHTS_SHARED\n")
        files = [Path(named) / "gold" / "dev.jsonl"]
    pairs = labelled(files)
    missed, off = misread_years(pairs)
    rates = {
        "PMP": certification_errors(pairs, {"PMP"}),
        "any certification": certification_errors(pairs, set(CERTIFICATIONS)),
    }
    print(
        f"{len(pairs)} labelled postings; years: {missed:.1%} missed, {np.mean(off != 0):.1%} of those found are wrong"
    )
    frame, _ = pay_frame(load_tables(find_project()).facts, pay_needed="none")
    frame = frame[frame["years_min"].notna()].reset_index(drop=True)
    print(f"{len(frame):,} postings, of which {frame['pmp'].mean():.0%} ask for PMP; {arguments.draws} draws")
    for name, errors in rates.items():
        rng = np.random.default_rng(0)
        table = pd.DataFrame([one_draw(frame, errors, missed, off, rng) for _ in range(arguments.draws)])
        mean, error = table.mean(), 2 * table.std(ddof=1) / np.sqrt(len(table))
        print(f"at the rates of {name}: recall {errors.recall:.3f}, false alarms {errors.false_alarm:.4f} ({errors})")
        for column in table.columns:
            print(f"    {column:28}{mean[column]:+7.1%} +/- {error[column]:.1%}")


def one_draw(
    frame: pd.DataFrame, errors: ReadingErrors, missed: float, off: np.ndarray, rng: np.random.Generator
) -> dict[str, float]:
    """Plant, misread and fit once; return what changed, as shares of what was planted."""
    n = len(frame)
    truth = frame["pmp"].to_numpy() == 1
    years = frame["years_min"].to_numpy(dtype=float)
    pay = np.exp(11 + PREMIUM * truth + RETURN * years + rng.normal(0, 0.3, n))
    seen = np.where(truth, rng.random(n) < errors.recall, rng.random(n) < errors.false_alarm).astype(int)
    misread = np.clip(years + rng.choice(off, n), 0, 40)
    as_it_is = pd.DataFrame({"pay": pay, "pmp": truth.astype(int), "years": years})
    as_read = pd.DataFrame({"pay": pay, "pmp": seen, "years": misread})[rng.random(n) >= missed]
    right = fit_pay_model(as_it_is, "log(pay) ~ pmp + years").tidy().set_index("term")["estimate"]
    model = fit_pay_model(as_read.reset_index(drop=True), "log(pay) ~ pmp + years")
    wrong = model.tidy().set_index("term")["estimate"]
    mended = adjust_for_reading_errors(model, {"pmp": errors}).tidy().set_index("term")["estimate"]
    return {
        "premium, as read": (wrong["pmp"] - right["pmp"]) / PREMIUM,
        "premium, corrected": (mended["pmp"] - right["pmp"]) / PREMIUM,
        "return to years, as read": (wrong["years"] - right["years"]) / RETURN,
    }


if __name__ == "__main__":
    main()
