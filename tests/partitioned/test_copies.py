import numpy as np
import pandas as pd
import pytest

from tpm_insights.clean.duplicates import count_copies
from tpm_insights.partitioned.copies import keys_file, number_copies


@pytest.mark.parametrize("at_once", [1, 7, 1_000])
def test_copies_are_counted_over_all_chunks_however_few_keys_fit_at_once(tmp_path, rng, at_once):
    rows = [5, 0, 60, 35]
    keys = rng.integers(0, 12, (100, 2)).astype("uint64")
    keys[rng.random(100) < 0.1] = 0
    begin = 0
    for number, count in enumerate(rows):
        np.save(keys_file(tmp_path, number), keys[begin : begin + count])
        begin += count
    found = np.load(number_copies(tmp_path, rows, at_once=at_once))
    words = pd.Series([f"{a} {b}" if a or b else None for a, b in keys], dtype="str")
    expected = count_copies(pd.DataFrame(index=words.index), words)
    assert words.isna().any()
    assert expected["copies"].max() > 1
    assert found.tolist() == expected.to_numpy().tolist()
