"""The states, provinces and nations of a country: their codes and their names."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

_WRITTEN = {"And": "and", "Of": "of", "The": "the", "Us": "US"}


@cache
def region_names(country: str) -> dict[str, str]:
    """Return the regions of a country that places are read to.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code.

    Returns
    -------
    dict of str to str
        Name by code: the postal code in the United States, Canada and Australia, else that of ISO 3166-2. Empty for
        countries whose places are not read to regions.

    Examples
    --------
    >>> region_names("US")["DC"], region_names("CA")["NL"], region_names("FR")
    ('District of Columbia', 'Newfoundland and Labrador', {})
    """
    text = resources.files("tpm_insights.clean").joinpath("lexicon", "places.toml").read_text(encoding="utf-8")
    return {code: _titled(names[0]) for code, names in tomllib.loads(text)["regions"].get(country, {}).items()}


def _titled(name: str) -> str:
    """Write a name with capitals."""
    words = name.title().split()
    return " ".join(_WRITTEN.get(word, word) for word in words)
