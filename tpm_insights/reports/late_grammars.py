"""Put off grammars that jsonschema compiles for more than a second when it is imported, and no notebook ever needs."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType

GRAMMARS = "rfc3987_syntax"
"""Module with the grammars of internationalized addresses (RFC 3987), which a schema may ask for and that of notebooks
does not."""


def put_off_grammars() -> None:
    """Import nbformat and what it validates with, the grammars of international addresses left until one is checked.

    Notes
    -----
    Whoever imports `rfc3987_syntax` afterwards gets the module itself. Where jsonschema or the grammars were imported
    already, or the grammars are not installed, nothing is done.
    """
    spec = find_spec(GRAMMARS)
    if "jsonschema" in sys.modules or GRAMMARS in sys.modules or spec is None:
        return
    stand_in = ModuleType(GRAMMARS, "Loads the module of this name when it is first called.")
    stand_in.__spec__ = spec  # for another thread that looks for it meanwhile
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[GRAMMARS] = stand_in
    try:
        importlib.import_module("nbformat")
    finally:
        if sys.modules.get(GRAMMARS) is stand_in:
            del sys.modules[GRAMMARS]


def _is_valid_syntax(term: str, value: str) -> bool:
    """Say whether a value is an address as the module itself does."""
    return bool(importlib.import_module(GRAMMARS).is_valid_syntax(term, value))
