import pytest

from tpm_insights.errors import DataError
from tpm_insights.extract import scan


def test_every_lexicon_loads_and_is_shared():
    assert scan.scanner() is scan.scanner()
    assert scan.scanner().terms > 500
    assert "section" in scan.scanner().groups


def test_an_unknown_lexicon_is_refused():
    with pytest.raises(DataError, match="no lexicon named 'nothing'"):
        scan.lexicon("nothing")
