"""Every public name resolves, is documented, and is what its home module defines."""

from __future__ import annotations

import inspect

import pytest

import tpm_insights as tpm


@pytest.mark.parametrize("name", [n for n in tpm.__all__ if n != "__version__"])
def test_name_resolves_and_is_documented(name: str) -> None:
    value = getattr(tpm, name)
    assert name in dir(tpm)
    if inspect.isfunction(value) or inspect.isclass(value):
        assert inspect.getdoc(value)
        assert value.__module__.startswith("tpm_insights.")


def test_lists_agree() -> None:
    assert set(tpm.__all__) == {*tpm._HOMES, "__version__"}
    assert len(tpm.__all__) == len(set(tpm.__all__))


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'fit_everything'"):
        tpm.fit_everything
