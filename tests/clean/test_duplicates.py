import itertools

import numpy as np
import pandas as pd

from tpm_insights.clean.duplicates import copy_keys, count_copies, list_near_duplicates, merge_copies
from tpm_insights.ledger import Ledger

WORDS = ["plan", "scope", "budget", "risk", "team", "report", "review", "launch", "vendor", "sprint", "goal", "cost"]


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


def test_near_duplicates_agree_with_jaccard_by_hand():
    rng = np.random.default_rng(5)
    texts = [" ".join(rng.choice(WORDS, 60)) for _ in range(40)]
    changed = [" ".join([*text.split()[:55], "other", "words", "at", "the", "end"]) for text in texts[:10]]
    ads = pd.Series(texts + changed, index=range(100, 150))

    def shingles(text):
        words = text.split()
        return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    by_hand = {}
    for first, second in itertools.combinations(ads.index, 2):
        a, b = shingles(ads[first]), shingles(ads[second])
        index = len(a & b) / len(a | b)
        if index >= 0.5:
            by_hand[first, second] = round(index, 3)
    found = list_near_duplicates(ads, threshold=0.5)
    assert len(by_hand) == 10
    assert {(r.first, r.second): round(r.similarity, 3) for r in found.itertuples()} == by_hand


def test_no_texts_give_no_pairs():
    assert list_near_duplicates(pd.Series([None, "too short"], dtype="str")).empty
