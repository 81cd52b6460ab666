import gc

import pytest

from tpm_insights.errors import DataError
from tpm_insights.extract import reading
from tpm_insights.extract.reading import read_posting, read_posting_texts

ROWS = [
    (f"{number} years in delivery. PMP {'required' if number % 2 else 'a plus'}. Pay: ${number + 50} per hour.", t, p)
    for number, (t, p) in enumerate([("Scrum Master", ""), ("Software Engineer", "Toronto, Canada")] * 75)
]


@pytest.fixture
def blocks(monkeypatch):
    """Sizes of the blocks that are read."""
    sizes = []
    read = reading._read_block

    def watched(rows):
        sizes.append(len(rows))
        return read(rows)

    monkeypatch.setattr(reading, "_read_block", watched)
    return sizes


def test_many_are_read_as_one_by_one(blocks):
    together = list(read_posting_texts(iter(ROWS)))
    assert blocks == [64, 64, 22]
    alone = [read_posting(*row) for row in ROWS]
    assert together == alone
    assert [facts.spans("pay") for facts in together] == [facts.spans("pay") for facts in alone]
    assert together[1].pay_currency == "CAD"


def test_long_texts_end_a_block_early(blocks, monkeypatch):
    monkeypatch.setattr(reading, "_BLOCK_CHARACTERS", 100)
    assert len(list(read_posting_texts(ROWS[:5]))) == 5
    assert blocks == [2, 2, 1]


def test_a_block_is_read_only_when_asked_for(blocks):
    facts = read_posting_texts(ROWS)
    assert next(facts).pay_low == 50
    assert blocks == [64]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(was_on):
    try:
        if not was_on:
            gc.disable()
        read_posting("PMP required")
        with pytest.raises(DataError, match="NoneType"):
            list(read_posting_texts([("PMP", "", ""), (None, "", "")]))
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_no_rows_give_nothing():
    assert list(read_posting_texts([])) == []
