"""Pay figures that others published, as cited facts with a year and a number."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.written_amounts import read_amounts
from tpm_insights.ledger import Ledger
from tpm_insights.tables import PUBLISHED_FIGURES


def clean_published_figures(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Make typed facts of cited figures.

    Rows without a number are set aside. The year is the first one in the date; the words of group, metric and unit stay
    as published, so that no figure loses its meaning.

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives the rows of `sources.published_figures`.

    Returns
    -------
    figures : DataFrame
        `tables.PUBLISHED_FIGURES`.
    ledger : Ledger
        Balanced.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "published_figures", "row": ["1"], "publisher": "P", "title_edition": "3rd",
    ...     "date": "2009/2010", "country": "United States", "group": "all", "metric": "median", "value": "100000.0",
    ...     "unit": "USD", "n": None, "url": "https://example.org", "source_quality": "primary"})
    >>> clean_published_figures(rows)[0][["edition", "year", "measure", "value", "quality"]].to_dict("records")
    [{'edition': '3rd', 'year': 2009, 'measure': 'median', 'value': 100000.0, 'quality': 'primary'}]
    """
    ledger = Ledger.open("published_figures", frame)
    value = read_amounts(frame["value"])
    kept = ledger.take(
        frame,
        value.isna() | frame["group"].isna(),
        source="published_figures",
        step="clean published figures",
        action="set_aside",
        reason="no number or no group",
        examples=frame["publisher"],
    )
    optional = {name: kept[name] for name in ("url",) if name in kept.columns}
    done = pd.DataFrame(
        {
            "publisher": kept["publisher"].str.strip(),
            "edition": kept["title_edition"],
            "year": kept["date"].astype("str").str.extract(r"\b((?:19|20)\d{2})\b")[0],
            "group": kept["group"].str.split().str.join(" "),
            "measure": kept["metric"],
            "value": value.loc[kept.index],
            "unit": kept["unit"],
            "n": kept["n"],
            "country": kept["country"],
            "quality": kept.get("source_quality"),
            **optional,
        }
    )
    out = PUBLISHED_FIGURES.coerce(done, ledger, source="published_figures").reset_index(drop=True)
    PUBLISHED_FIGURES.check(out, where="published figures")
    ledger.check(len(out))
    return out, ledger
