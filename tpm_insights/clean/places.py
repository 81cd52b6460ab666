"""A place as an employer writes it to country, region and whether the work may be done anywhere."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import pandas as pd

_LONGEST = 600
_PARTS = re.compile(r"[|;/\n•]|\s-\s|\s(?:or|and|&)\s|[()\[\]]")
_PREFIX = re.compile(r"^(US|USA|CA|CAN|GB|UK|IN|AU)-([A-Z]{2,3})(?:-|$)")
_POSTCODE = re.compile(r"\b\d{5}(?:-\d{4})?\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\(?\+\d+ others?\)?")
_WORDS = re.compile(r"[^\W\d_]+(?:[.'-][^\W\d_]*)*")
_CODED = ("US", "CA", "AU")
_DASHES = str.maketrans("‐‑‒–—−", "------")


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What one place says.

    Attributes
    ----------
    country : str or None
        ISO 3166-1 alpha-2 code.
    region : str or None
        State, province or nation: postal code in the United States, Canada and Australia, else ISO 3166-2.
    remote : bool
        Whether the place says that the work may be done anywhere.
    """

    country: str | None
    region: str | None
    remote: bool


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """The lexicon, indexed."""

    countries: dict[str, str]
    regions: dict[str, tuple[tuple[str, str | None], ...]]
    codes: dict[str, tuple[tuple[str, str | None], ...]]
    cities: dict[str, tuple[tuple[str, str | None], ...]]
    remote: re.Pattern[str]
    filler: re.Pattern[str]


def _listed(read: dict[str, dict[str, list[str]]]) -> dict[str, tuple[tuple[str, str | None], ...]]:
    """Return country and region under every name of a two-level list."""
    found: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for country, regions in read.items():
        for region, names in regions.items():
            for name in names:
                found[name] = (*found.get(name, ()), (country, region))
    return found


@cache
def _gazetteer() -> _Gazetteer:
    """Return the lists of ``lexicon/places.toml``."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/places.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    regions = _listed(read["regions"])
    cities = _listed(read["cities"])
    for country, names in read["towns"].items():
        for name in names:
            cities[name] = (*cities.get(name, ()), (country, None))
    codes = _listed({country: {code: [code] for code in read["regions"][country]} for country in _CODED})

    def any_of(words: list[str]) -> re.Pattern[str]:
        return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")\b")

    return _Gazetteer(
        countries={name: code for code, names in read["countries"].items() for name in names},
        regions=regions,
        codes=codes,
        cities=cities,
        remote=any_of(read["remote"]),
        filler=any_of([*read["remote"], *read["filler"]]),
    )


def read_country(country: str) -> str | None:
    """Return the ISO code of a country as published.

    Parameters
    ----------
    country : str
        Name, two-letter or three-letter code.

    Returns
    -------
    str or None
        Alpha-2 code; None if it is not one we know.

    Examples
    --------
    >>> [read_country(c) for c in ("us", "United Kingdom", "DEU", "European Union", "")]
    ['US', 'GB', 'DE', None, None]
    """
    name = country.strip().lower()
    known = _gazetteer().countries
    code = known.get(name) or known.get(name.rstrip("."))
    if code is None and len(name) == 2 and name.upper() in set(known.values()):
        return name.upper()
    return code


@lru_cache(maxsize=65_536)
def read_place(place: str, country: str = "") -> PlaceFacts:
    """Read country, region and remote work from a place.

    A place that lists several regions has none; one that could lie in two countries has neither, unless the country
    is given.

    Parameters
    ----------
    place : str
        As published: "Boston, MA 02110", "US-NC-Charlotte", "Remote or Hybrid in Orlando, Florida".
    country : str, default ""
        Country as published in a field of its own, if there is one. It decides, unless the place itself names a
        country or a region in full after a comma ("Toronto, Ontario" is not in the United States).

    Returns
    -------
    PlaceFacts
        What could be read for sure.

    Examples
    --------
    >>> read_place("Boston, MA 02110, USA")
    PlaceFacts(country='US', region='MA', remote=False)
    >>> read_place("Remote - Ontario, Canada")
    PlaceFacts(country='CA', region='ON', remote=True)
    >>> read_place("Dallas, TX | Phoenix, AZ")
    PlaceFacts(country='US', region=None, remote=False)
    >>> read_place("Cambridge"), read_place("Cambridge", "UK").region
    (PlaceFacts(country=None, region=None, remote=False), 'ENG')
    """
    known = _gazetteer()
    text = place[:_LONGEST].translate(_DASHES).strip()
    hint = _named_outright(text, known) or read_country(country)
    found: list[tuple[str, str | None]] = []
    for part in _PARTS.split(text):
        one = _read_part(part, hint, known)
        if one is not None and one not in found:
            found.append(one)
    countries = list(dict.fromkeys(one[0] for one in found))
    code = hint or (countries[0] if len(countries) == 1 else None)
    regions = list(dict.fromkeys(one[1] for one in found if one[0] == code and one[1] is not None))
    remote = known.remote.search(text.lower()) is not None
    return PlaceFacts(code, regions[0] if len(regions) == 1 and code else None, remote)


def _named_outright(text: str, known: _Gazetteer) -> str | None:
    """Return the country that a place such as "Toronto, Ontario" names in full after its last comma."""
    town, comma, name = text.rpartition(",")
    name = name.strip().lower()
    if not comma or not town.strip() or any(sign in text for sign in "|;/"):
        return None
    if len(name) > 3 and name in known.countries and name not in known.regions:
        return known.countries[name]
    countries = {country for country, _ in known.regions.get(name, ())} if len(name) > 3 else set()
    return countries.pop() if len(countries) == 1 and name != "georgia" else None


def _read_part(part: str, hint: str | None, known: _Gazetteer) -> tuple[str, str | None] | None:
    """Return country and region of one place out of a list of places."""
    prefix = _PREFIX.match(part.strip())
    if prefix:
        code = read_country(prefix[1])
        if code and (hint or code) == code and any(c == code for c, _ in known.codes.get(prefix[2], ())):
            return code, prefix[2]
    part = _POSTCODE.sub(" ", part)
    pieces = [piece for piece in (_bare(p, known) for p in part.split(",")) if piece]
    if not pieces:
        return None
    country: str | None = None
    tail = pieces[-1]
    named = known.countries.get(tail.lower())
    if named is not None and named == (hint or named):
        country = named
        pieces = pieces[:-1]
    elif len(tail) == 2 and tail.isupper() and hint == tail and hint != "US" and len(pieces) != 2:
        country, pieces = hint, pieces[:-1]
    wanted = hint or country
    region = _region(pieces, wanted, known)
    if region is not None:
        return region
    return (country, None) if country else None


def _bare(piece: str, known: _Gazetteer) -> str:
    """Return one comma-separated piece without words that name no place."""
    lower = piece.lower().strip(" .-:")
    if lower in known.countries or lower in known.regions or lower in known.cities:
        return piece.strip(" -:")
    kept = piece
    for match in reversed(list(known.filler.finditer(piece.lower()))):
        if piece[match.start() : match.end()] not in known.codes:  # IN and OR in capitals are states
            kept = kept[: match.start()] + " " + kept[match.end() :]
    return " ".join(kept.split()).strip(" .-:")


def _region(pieces: list[str], wanted: str | None, known: _Gazetteer) -> tuple[str, str | None] | None:
    """Return country and region named by the pieces of one place, last piece first."""
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        lower = piece.lower()
        words = _WORDS.findall(piece)
        candidates: list[tuple[str, str | None]] = list(known.regions.get(lower, ()))
        if lower == "georgia" and at == 0 and wanted is None:
            candidates = []
        if not candidates and piece.isupper():
            candidates = list(known.codes.get(piece, ()))
        if not candidates and len(words) > 1 and words[-1].isupper():  # "Minneapolis MN"
            candidates = list(known.codes.get(words[-1], ()))
        if not candidates and len(words) > 1:  # "Poway California"
            candidates = list(known.regions.get(words[-1].lower(), ()))
        one = _only(candidates, wanted)
        if one is not None:
            return one
    return _only([c for piece in pieces for c in known.cities.get(piece.lower(), ())], wanted)


def _only(candidates: list[tuple[str, str | None]], wanted: str | None) -> tuple[str, str | None] | None:
    """Return the one candidate in the country wanted, or the only one, or None."""
    fit = list(dict.fromkeys(c for c in candidates if wanted is None or c[0] == wanted))
    if len(fit) == 1:
        return fit[0]
    countries = {c[0] for c in fit}
    if wanted is None and len(fit) > 1 and "US" in countries and all(len(r or "") == 2 for _, r in fit):
        return next(c for c in fit if c[0] == "US")
    return (fit[0][0], None) if len(countries) == 1 else None


def read_places(places: pd.Series, countries: pd.Series | None = None) -> pd.DataFrame:
    """Read a column of places.

    Parameters
    ----------
    places : Series of str
        As published; missing is allowed.
    countries : Series of str, optional
        Country as published, aligned with `places`.

    Returns
    -------
    DataFrame
        Columns ``country, region`` (str) and ``remote`` (bool), with the index of `places`.

    Examples
    --------
    >>> read_places(pd.Series(["Leeds, England", None])).to_dict("list")
    {'country': ['GB', nan], 'region': ['ENG', nan], 'remote': [False, False]}
    """
    names = places.astype("str").fillna("").tolist()
    given = countries.astype("str").fillna("").tolist() if countries is not None else [""] * len(names)
    facts = [read_place(name, code) for name, code in zip(names, given, strict=True)]
    return pd.DataFrame(
        {
            "country": pd.Series([f.country for f in facts], index=places.index, dtype="str"),
            "region": pd.Series([f.region for f in facts], index=places.index, dtype="str"),
            "remote": pd.Series([f.remote for f in facts], index=places.index, dtype="bool"),
        }
    )
