"""Threads of the libraries: one within, as before without."""

from __future__ import annotations

import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_info

from tpm_insights.models import threads


def running(library: str) -> list[int]:
    return [found["num_threads"] for found in threadpool_info() if found["user_api"] == library]


@pytest.mark.parametrize("library", ["blas", "openmp"])
def test_one_thread_within_and_as_many_as_before_without(library):
    assert HistGradientBoostingRegressor  # brings the library of trees
    before = running(library)
    with threads.one_thread(library):
        assert set(running(library)) == {1}
    assert running(library) == before
    with threads.one_thread(library, where=False):
        assert running(library) == before


def test_a_library_that_is_not_loaded_is_looked_for_again(monkeypatch):
    monkeypatch.setattr(threads, "ThreadpoolController", Nothing)
    threads._switch.cache_clear()
    with threads.one_thread("blas"):
        assert threads._switch.cache_info().currsize == 0
    monkeypatch.undo()
    with threads.one_thread("blas"):
        assert set(running("blas")) == {1}


class Nothing:
    """A process without numerical libraries."""

    def select(self, **_: object) -> Nothing:
        return self

    def limit(self, **_: object) -> Nothing:
        return self

    def __len__(self) -> int:
        return 0

    def __enter__(self) -> None:
        """Nothing to turn."""

    def __exit__(self, *_: object) -> None:
        """Nothing to turn back."""
