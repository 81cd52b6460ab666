"""Labels as whole numbers: in the order they first occur, also of some of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.models.labels import labels_in


@pytest.mark.parametrize("dtype", ["str", "category", "object"])
def test_labels_are_numbered_as_they_occur(dtype):
    frame = pd.DataFrame({"firm": pd.Series(["b", "a", "b", "c"], dtype=dtype), "year": [2025, 2024, 2025, 2025]})
    found = labels_in(frame, ["firm", "year", "firm"])
    assert list(found) == ["firm", "year"]
    assert found["firm"].codes.tolist() == [0, 1, 0, 2]
    assert found["firm"].levels.tolist() == ["b", "a", "c"]
    assert (found["firm"].size, found["year"].size) == (3, 2)


def test_labels_of_some_rows_are_those_of_a_smaller_frame():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"firm": rng.integers(0, 40, 200).astype(str)})
    kept = rng.random(200) < 0.3
    some, small = labels_in(frame, ["firm"])["firm"].where(kept), labels_in(frame[kept], ["firm"])["firm"]
    assert some.codes.tolist() == small.codes.tolist()
    assert some.levels.tolist() == small.levels.tolist()
    assert some.size < 40
