"""O*NET facts on occupations: education, experience and training of incumbents, job zone, interests, technologies."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.sources.content import decoded
from tpm_insights.sources.registry import Source
from tpm_insights.sources.tabular import read_delimited

COLUMNS = (
    "occupation_code", "occupation", "topic", "label", "value", "unit", "n", "std_error", "conf_low", "conf_high",
    "suppress", "surveyed",
)  # fmt: skip
_SCALES = {"IJ": "importance 1 to 5"}
_TRAINING = "Education, Training, and Experience"


def read_onet_folder(folder: Path) -> pd.DataFrame:
    """Lay the text files of an O*NET release out as one row a fact; sentences are left out.

    Parameters
    ----------
    folder : Path
        Holds the tab-delimited files of a release, whole or cut to some occupations.

    Returns
    -------
    DataFrame
        Columns ``occupation_code, occupation, topic, label, value, unit, n, std_error, conf_low, conf_high, suppress,
        surveyed`` as text. Topics are those of the release ("Required Level of Education", "Related Work Experience",
        ...), "Job Zone", "Interest" and "Technology"; a technology has the value 2 if in demand, 1 if hot, else 0.

    Raises
    ------
    UsageError
        If a file is not there.
    """
    names = _table(folder, "Occupation Data").set_index("O*NET-SOC Code")["Title"]
    parts = [_training(folder), _zones(folder), _interests(folder), _technologies(folder)]
    facts = pd.concat(parts, ignore_index=True)
    facts["occupation"] = facts["occupation_code"].map(names)
    absent = [name for name in COLUMNS if name not in facts.columns]
    facts = facts.assign(**{name: pd.Series(pd.NA, index=facts.index, dtype="str") for name in absent})
    return facts[list(COLUMNS)].astype("str")


def _table(folder: Path, name: str) -> pd.DataFrame:
    """Read one file of the release; n/a is missing."""
    path = folder / f"{name}.txt"
    if not path.is_file():
        raise UsageError(f"{path}: no such file; the folder must hold the text files of an O*NET release")
    return read_delimited(decoded(path.read_bytes(), path), path).replace("n/a", pd.NA)


def _training(folder: Path) -> pd.DataFrame:
    """Return the shares of incumbents by category of education, experience and training."""
    labels = _table(folder, f"{_TRAINING} Categories")
    labels["label"] = labels["Category Description"].str.partition(" - ")[0]
    keys = ["Element ID", "Element Name", "Scale ID", "Category"]
    rows = _table(folder, _TRAINING).merge(labels, on=keys, how="left")
    return pd.DataFrame(
        {
            "occupation_code": rows["O*NET-SOC Code"],
            "topic": rows["Element Name"],
            "label": rows["label"].fillna(rows["Element Name"]),
            "value": rows["Data Value"],
            "unit": rows["Scale ID"].map(_SCALES).fillna("percent of respondents"),
            "n": rows["N"],
            "std_error": rows["Standard Error"],
            "conf_low": rows["Lower CI Bound"],
            "conf_high": rows["Upper CI Bound"],
            "suppress": rows["Recommend Suppress"],
            "surveyed": rows["Date"],
        }
    )


def _zones(folder: Path) -> pd.DataFrame:
    """Return the job zone of each occupation with its range of preparation."""
    rows = _table(folder, "Job Zones").merge(_table(folder, "Job Zone Reference"), on="Job Zone", how="left")
    return pd.DataFrame(
        {
            "occupation_code": rows["O*NET-SOC Code"],
            "topic": "Job Zone",
            "label": rows["Name"],
            "value": rows["Job Zone"],
            "unit": "zone 1 to 5",
            "surveyed": rows["Date"],
        }
    )


def _interests(folder: Path) -> pd.DataFrame:
    """Return the scores of occupational interests."""
    rows = _table(folder, "Interests")
    rows = rows[rows["Scale ID"] == "OI"]
    return pd.DataFrame(
        {
            "occupation_code": rows["O*NET-SOC Code"],
            "topic": "Interest",
            "label": rows["Element Name"],
            "value": rows["Data Value"],
            "unit": "score 1 to 7",
            "surveyed": rows["Date"],
        }
    )


def _technologies(folder: Path) -> pd.DataFrame:
    """Return the technologies named for each occupation."""
    rows = _table(folder, "Technology Skills")
    demand = rows["In Demand"].map({"Y": "2"}).fillna(rows["Hot Technology"].map({"Y": "1"})).fillna("0")
    return pd.DataFrame(
        {
            "occupation_code": rows["O*NET-SOC Code"],
            "topic": "Technology",
            "label": rows["Example"],
            "value": demand,
            "unit": "2 in demand, 1 hot, 0 other",
        }
    )


SOURCE = Source(
    name="onet",
    description="O*NET facts laid out one a row (made by scripts/build_raw_data.py from a release)",
    recognizes=lambda content: content.columns >= set(COLUMNS),
    salaries=lambda content: pd.DataFrame(content.table),
    table="occupations",
)
