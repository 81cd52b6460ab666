"""O*NET facts on occupations, typed."""

from __future__ import annotations

import pandas as pd

from tpm_insights.ledger import Ledger
from tpm_insights.tables import OCCUPATIONS


def clean_occupations(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Make typed facts of the rows of an O*NET release.

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives the rows of `sources.onet`.

    Returns
    -------
    facts : DataFrame
        `tables.OCCUPATIONS`; ``surveyed`` as YYYY-MM.
    ledger : Ledger
        Balanced; facts that the publisher recommends to suppress stay, marked and noted.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "onet", "row": ["1"], "occupation_code": "15-1299.09", "occupation": "IT ...",
    ...     "topic": "Job Zone", "label": "Zone Four", "value": "4", "unit": "zone", "n": None, "std_error": None,
    ...     "conf_low": None, "conf_high": None, "suppress": None, "surveyed": "08/2019"})
    >>> clean_occupations(rows)[0][["value", "surveyed"]].to_dict("records")
    [{'value': 4.0, 'surveyed': '2019-08'}]
    """
    ledger = Ledger.open("occupations", frame)
    month = frame["surveyed"].astype("str").str.extract(r"^(\d{2})/(\d{4})$")
    mark = frame["suppress"].astype("str").map({"Y": "true", "N": "false"})
    # "None" is an answer here (no experience is needed), not an empty cell
    label = frame["label"].replace({"None": "none"})
    done = frame.assign(surveyed=month[1] + "-" + month[0], suppress=mark, label=label)
    out = OCCUPATIONS.coerce(done, ledger, source="onet").reset_index(drop=True)
    advised = out["suppress"].fillna(value=False)
    ledger.record(
        source="onet",
        step="clean occupations",
        action="noted",
        reason="the publisher recommends not to use the figure",
        rows=int(advised.sum()),
        examples=out.loc[advised, "label"].head(50),
    )
    OCCUPATIONS.check(out, where="O*NET facts")
    ledger.check(len(out))
    return out, ledger
