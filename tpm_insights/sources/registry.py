"""What a source is, and the list of all sources: each module of this package that declares one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from tpm_insights.errors import DataError, UsageError
from tpm_insights.personal_data import mask_personal_data
from tpm_insights.sources.tabular import plain_name

if TYPE_CHECKING:
    import pandas as pd

    from tpm_insights.sources.content import Content

Kind = Literal["postings", "salaries"]
Reader = Callable[["Content"], "pd.DataFrame"]
_ORDER = {"specific": 0, "general": 1}


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher's format: how to recognise it and how to read it.

    A module of this package that assigns one to the name ``SOURCE`` is found without being listed anywhere.

    Attributes
    ----------
    name : str
        Short name, as given to ``source=`` and written to the column ``source``.
    description : str
        One line: who publishes it and in what shape.
    recognizes : callable
        Content in, True if it has this shape.
    postings : callable, optional
        Content in, postings out; None if the source has none.
    salaries : callable, optional
        Content in, published rows out; None if the source has none.
    table : str
        Declared table that the rows of `salaries` are cleaned into.
    breadth : {"specific", "general"}
        A general source is tried only after every specific one.
    """

    name: str
    description: str
    recognizes: Callable[[Content], bool]
    postings: Reader | None = None
    salaries: Reader | None = None
    table: str = "salaries"
    breadth: Literal["specific", "general"] = "specific"

    def reader(self, kind: Kind) -> Reader | None:
        """Return the reader for postings or for salaries.

        Parameters
        ----------
        kind : {"postings", "salaries"}
            What is wanted.

        Returns
        -------
        callable or None
            None if this source has none of the kind.
        """
        return self.postings if kind == "postings" else self.salaries


@cache
def sources() -> tuple[Source, ...]:
    """Return every declared source, specific ones first, by name.

    Returns
    -------
    tuple of Source
        Found by looking through the modules of this package.
    """
    package = importlib.import_module("tpm_insights.sources")
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
        if not info.ispkg
    ]
    found = [module.SOURCE for module in modules if isinstance(getattr(module, "SOURCE", None), Source)]
    return tuple(sorted(found, key=lambda source: (_ORDER[source.breadth], source.name)))


def check_source(kind: Kind, name: str | None) -> None:
    """Make sure that there is a source of a name.

    Parameters
    ----------
    kind : {"postings", "salaries"}
        What is wanted.
    name : str or None
        Name of the source; None is always right.

    Raises
    ------
    UsageError
        If the name is unknown or has no reader of the kind.
    """
    able = sorted(source.name for source in sources() if source.reader(kind) is not None)
    if name is not None and name not in able:
        raise UsageError(f"no source of {kind} is called {name!r}; there are: {', '.join(able)}")


def source_for(content: Content, kind: Kind, name: str | None = None) -> Source:
    """Choose the source that reads a content.

    Parameters
    ----------
    content : Content
        What is in the file.
    kind : {"postings", "salaries"}
        What is wanted.
    name : str, optional
        Name of the source; found from the content if None.

    Returns
    -------
    Source
        One that has a reader of the kind.

    Raises
    ------
    UsageError
        If the name is unknown or has no reader of the kind.
    DataError
        If no source recognises the content, or the named one does not.
    """
    check_source(kind, name)
    able = {source.name: source for source in sources() if source.reader(kind) is not None}
    candidates = [able[name]] if name is not None else list(able.values())
    for source in candidates:
        if source.recognizes(content):
            return source
    has = ""
    if content.table is not None:
        names = sorted(plain_name(mask_personal_data(str(name))) for name in content.table.columns)
        has = f"; it has columns {', '.join(names[:12])}"
    if content.form == "json" and content.table is None and _is_bare(content.value):
        raise DataError(f"{content.path}: the JSON holds no {kind}: it is empty; fetch or write it again")
    wanted = f"does not look like {name}" if name is not None else f"is not in any shape of {kind} known here"
    named = "name the column of texts text or description" if kind == "postings" else "name the columns as declared"
    raise DataError(
        f"{content.path}: the {content.form} {wanted}{has}; `tpm-insights sources` lists them; {named}, or by a mapping"
    )


def _is_bare(value: object) -> bool:
    """Tell an answer without anything in it: an empty list or object, or an object whose lists are empty."""
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list | dict) and part is not value.get("meta")]
        return not value or (bool(lists) and all(_is_bare(part) for part in lists))
    return isinstance(value, list) and not value
