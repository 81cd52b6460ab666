import pandas as pd

from tpm_insights.clean.duplicates import copy_keys, count_copies, merge_copies
from tpm_insights.ledger import Ledger


def test_copies_need_the_same_text_title_and_employer():
    texts = pd.Series(["Lead the team!", "lead  the team", "Lead the team", "Lead the team", None, None])
    titles = pd.Series(["PM", "pm", "PM", "Analyst", "PM", "PM"])
    employers = pd.Series(["Acme", "ACME", "Other", "Acme", "Acme", "Acme"])
    keys = copy_keys(texts, titles, employers)
    assert keys[0] == keys[1]
    assert keys.iloc[:4].nunique() == 3
    assert keys.iloc[4:].isna().all()


def test_merging_counts_copies_and_balances():
    frame = pd.DataFrame({"source": ["a", "a", "b", "b"], "posting_id": list("1234")})
    ledger = Ledger.open("facts", frame)
    kept = merge_copies(count_copies(frame, pd.Series(["x", "x", "x", None])), ledger)
    assert kept["posting_id"].tolist() == ["1", "4"]
    assert kept["copies"].tolist() == [3, 1]
    ledger.check(len(kept))
    assert {entry.source: entry.rows for entry in ledger.entries} == {"a": 1, "b": 1}
