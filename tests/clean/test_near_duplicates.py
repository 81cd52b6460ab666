import itertools

import numpy as np
import pandas as pd
import pytest

from tpm_insights.clean import near_duplicates
from tpm_insights.clean.near_duplicates import list_near_duplicates
from tpm_insights.errors import UsageError

WORDS = ["plan", "scope", "budget", "risk", "team", "report", "review", "launch", "vendor", "sprint", "goal", "cost"]


def by_hand(texts, threshold):
    """Jaccard's index of the sets of five words, pair by pair."""
    sets = {}
    for label, text in texts.items():
        words = text.split()
        sets[label] = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
    pairs = {}
    for first, second in itertools.combinations(texts.index, 2):
        a, b = sets[first], sets[second]
        index = len(a & b) / len(a | b)
        if index >= threshold:
            pairs[first, second] = round(index, 6)
    return pairs


def listed(found):
    return {(row.first, row.second): round(row.similarity, 6) for row in found.itertuples()}


@pytest.fixture
def ads(rng):
    texts = [" ".join(rng.choice(WORDS, 60)) for _ in range(60)]
    changed = [" ".join([*text.split()[: 40 + i], *rng.choice(WORDS, 20 - i)]) for i, text in enumerate(texts[:20])]
    return pd.Series([*texts, *changed, texts[3], texts[3]], index=range(100, 182))


def test_every_pair_agrees_with_jaccard_by_hand(ads):
    expected = by_hand(ads, 0.5)
    assert len(expected) > 15
    assert listed(list_near_duplicates(ads, threshold=0.5)) == expected


@pytest.mark.parametrize("threshold", [0.4, 0.8])
def test_minhash_lists_the_same_pairs(ads, monkeypatch, threshold):
    pytest.importorskip("rensa", reason="rensa is not installed; it comes with the extra 'dedup'")
    monkeypatch.setattr(near_duplicates, "_ALL_PAIRS", 10)
    assert listed(list_near_duplicates(ads, threshold=threshold)) == by_hand(ads, threshold)


def test_markup_case_and_line_breaks_do_not_matter():
    plain = "You plan the work of nine engineers. You report on risks each week."
    marked = "<p>You plan the <b>work</b> of<br>nine engineers.</p><ul><li>YOU report on risks each week.</li></ul>"
    found = list_near_duplicates(pd.Series({"a": plain, "b": marked}))
    assert found.to_dict("records") == [{"first": "a", "second": "b", "similarity": 1.0}]


def test_no_texts_give_no_pairs():
    found = list_near_duplicates(pd.Series([None, "too short", "", "too short"], dtype="str"))
    assert found.empty
    assert list(found.columns) == ["first", "second", "similarity"]


def test_best_pairs_come_first_and_the_order_of_labels_is_that_of_the_texts(ads):
    found = list_near_duplicates(ads, threshold=0.5)
    assert found["similarity"].is_monotonic_decreasing
    assert (found["first"] < found["second"]).all()
    assert not found.duplicated(["first", "second"]).any()


@pytest.mark.parametrize("threshold", [0, 1.5, np.nan])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(UsageError, match="above 0"):
        list_near_duplicates(pd.Series(["x"]), threshold=threshold)


def test_without_rensa_the_message_says_how_to_get_it(ads, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rensa", None)
    monkeypatch.setattr(near_duplicates, "_ALL_PAIRS", 10)
    with pytest.raises(UsageError, match=r"pip install '\.\[dedup\]'"):
        list_near_duplicates(ads)
