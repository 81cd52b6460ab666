"""Read postings or salary figures from one file, whoever published it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.personal_data import mask_personal_data
from tpm_insights.sources.content import Content, open_contents
from tpm_insights.sources.registry import Kind, Source, check_source, source_for, sources
from tpm_insights.sources.tabular import frame_of_records
from tpm_insights.tables import POSTINGS, SALARIES


def read_postings(
    path: Path | str, source: str | None = None, *, mapping: Mapping[str, str] | None = None
) -> pd.DataFrame:
    r"""Read postings as published.

    Parameters
    ----------
    path : Path or str
        A file in any shape of `list_sources`; .gz, .zip and .xlsx are read as they are.
    source : str, optional
        Name of the source; by default it is found from the content, never from the file name.
    mapping : mapping of str to str, optional
        For a table with columns of other names: declared column to published column,
        e.g. ``{"text": "job_ad", "employer": "firm"}``.

    Returns
    -------
    DataFrame
        The columns of `tables.POSTINGS` as text, empty cells missing, then all other published columns. One row a
        posting, in the order of the file. ``pay_low`` and ``pay_high`` are as published, in ``pay_period``.

    Raises
    ------
    UsageError
        If the file or the source does not exist.
    DataError
        If the file cannot be read, or holds no column of texts.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "ads.csv"
    >>> _ = file.write_text("job_id,title,description,salary_min\n7,IT Project Manager,Runs projects.,90000\n")
    >>> read_postings(file)[["posting_id", "source", "title", "text", "pay_low", "pay_origin"]].to_dict("records")
    [{'posting_id': '7', 'source': 'table', 'title': 'IT Project Manager', 'text': 'Runs projects.',
      'pay_low': '90000', 'pay_origin': 'field'}]
    """
    frames = []
    for content, chosen in _found(Path(path), "postings", source, mapping, POSTINGS.names):
        if chosen.postings is None:  # source_for has made sure of it
            raise UsageError(f"{chosen.name} has no postings")
        frame = chosen.postings(content)
        named = frame["source"] if "source" in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="str")
        frames.append(frame.assign(source=named.fillna(chosen.name)))
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    absent = [name for name in POSTINGS.names if name not in frame.columns]
    frame = frame.assign(**{name: pd.Series(pd.NA, index=frame.index, dtype="str") for name in absent})
    extra = [name for name in frame.columns if name not in POSTINGS.names]
    if frame["text"].isna().all():
        raise DataError(f"{path}: none of the {len(frame)} postings has a text; fetch the descriptions too")
    return frame[[*POSTINGS.names, *extra]].reset_index(drop=True)


def read_salaries(
    path: Path | str, source: str | None = None, *, mapping: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Read salary figures as published.

    Parameters
    ----------
    path : Path or str
        A file in any shape of `list_sources`; .gz, .zip and .xlsx are read as they are.
    source : str, optional
        Name of the source; by default it is found from the content, never from the file name.
    mapping : mapping of str to str, optional
        For a table with columns of other names: declared column to published column,
        e.g. ``{"title": "role", "base_annual": "gross_pay"}``.

    Returns
    -------
    DataFrame
        ``source`` (name of the source), ``row`` (number of the row in the file, from 1), then the columns the source
        declares, as text. `tpm_insights.clean.salaries.clean_salaries` makes typed records of them.

    Raises
    ------
    UsageError
        If the file or the source does not exist.
    DataError
        If the file cannot be read or is in no known shape.
    """
    frames = []
    for content, chosen in _found(Path(path), "salaries", source, mapping, [*SALARIES.names, "employer"]):
        if chosen.salaries is None:  # source_for has made sure of it
            raise UsageError(f"{chosen.name} has no salaries")
        frames.append(chosen.salaries(content))
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)
    rest = [name for name in frame.columns if name not in ("source", "row")]
    row = frame["row"] if "row" in frame.columns else pd.Series(range(1, len(frame) + 1), index=frame.index)
    head = pd.DataFrame({"source": chosen.name, "row": row.astype("str")}, index=frame.index)
    return pd.concat([head, frame[rest]], axis=1)


def _found(
    path: Path, kind: Kind, name: str | None, mapping: Mapping[str, str] | None, declared: Collection[str]
) -> list[tuple[Content, Source]]:
    """Return what is to be read in a file, each with the source that reads it.

    Of several sheets or files those count that one specific source knows; what else lies beside them (a licence, a list
    of columns) is passed over.
    """
    contents = open_contents(path)
    check_source(kind, name)
    if len(contents) == 1:
        content = _ready(contents[0], kind, mapping, declared)
        return [(content, source_for(content, kind, name))]
    found = []
    for one in contents:
        with suppress(DataError, UsageError):
            content = _ready(one, kind, mapping, declared)
            found.append((content, source_for(content, kind, name)))
    specific = [pair for pair in found if pair[1].breadth == "specific"]
    chosen = specific or found
    if len(chosen) == 1 or (specific and len({source.name for _, source in specific}) == 1):
        return chosen
    labels = [one.label or one.path.relative_to(path).as_posix() for one in ([c for c, _ in chosen] or contents)]
    what = "sheets" if contents[0].label else "files"
    such = f"that could be {kind}" if chosen else f"and none is in any shape of {kind} known here"
    remedy = "save the one that counts as a file of its own" if contents[0].label else "unpack it and name one"
    raise DataError(f"{path}: holds {len(labels)} {what} {such} ({examples_of(labels)}); {remedy}")


def _ready(content: Content, kind: Kind, mapping: Mapping[str, str] | None, declared: Collection[str]) -> Content:
    """Give columns the names a mapping says; lay records of figures out as a table."""
    content = renamed(content, mapping, declared)
    return _as_table(content) if kind == "salaries" else content


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source as users see it.

    Attributes
    ----------
    kind : {"postings", "salaries"}
        What it is read as.
    name : str
        As given to ``source=``.
    table : str
        Declared table that its rows are cleaned into.
    description : str
        Who publishes it, in what shape.
    """

    kind: str
    name: str
    table: str
    description: str


def list_sources() -> list[ListedSource]:
    """Return every source that can be read.

    Returns
    -------
    list of ListedSource
        Those of postings first, then those of salaries, by name; a source read as both stands twice.

    Examples
    --------
    >>> [(s.name, s.table) for s in list_sources() if s.name in ("lever", "oews")]
    [('lever', 'postings'), ('oews', 'percentiles')]
    """
    listed = [ListedSource("postings", s.name, "postings", s.description) for s in sources() if s.postings is not None]
    listed += [ListedSource("salaries", s.name, s.table, s.description) for s in sources() if s.salaries is not None]
    return sorted(listed, key=lambda one: (one.kind, one.name))


def read_mapping(path: Path) -> dict[str, str]:
    r"""Read a mapping of column names from a TOML file.

    Parameters
    ----------
    path : Path
        TOML with a table ``[columns]``: declared column = published column.

    Returns
    -------
    dict of str to str
        As given to `read_postings` and `read_salaries`.

    Raises
    ------
    UsageError
        If the file does not exist, is not TOML, or has no such table.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "mapping.toml"
    >>> _ = file.write_text('[columns]\ntext = "job_ad"\n')
    >>> read_mapping(file)
    {'text': 'job_ad'}
    """
    try:
        columns = tomllib.loads(path.read_text(encoding="utf-8"))["columns"]
    except FileNotFoundError:
        raise UsageError(f"{path}: no such mapping file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise UsageError(f'{path}: not a mapping ({error}); write [columns] and lines like text = "job_ad"') from None
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        raise UsageError(f'{path}: [columns] must hold lines like text = "job_ad"')
    return columns


def renamed(content: Content, mapping: Mapping[str, str] | None, declared: Collection[str]) -> Content:
    """Give the columns of a table, or of a list of records, the declared names a mapping says.

    Parameters
    ----------
    content : Content
        As opened.
    mapping : mapping of str to str or None
        Declared column to published column.
    declared : collection of str
        Names that a mapping may give.

    Returns
    -------
    Content
        A published column that had a declared name by chance is kept under another one. A column that some records
        lack is missing there.

    Raises
    ------
    UsageError
        If there is nothing to rename, or a name on either side is unknown.
    """
    if not mapping:
        return content
    unknown = [name for name in mapping if name not in declared]
    if unknown:
        raise UsageError(
            f"the mapping gives names that are not declared: {', '.join(unknown)}; use {', '.join(declared)}"
        )
    table = _as_table(content).table
    if table is None:
        raise UsageError(f"{content.path}: a mapping is for tables and lists of records, not for a {content.form}")
    there = {new: old for new, old in mapping.items() if old in table.columns}
    if len(there) < len(mapping) and (content.form == "table" or not there):
        absent = ", ".join(old for new, old in mapping.items() if new not in there)
        has = mask_personal_data(", ".join(map(str, table.columns[:12])))
        raise UsageError(f"{content.path}: the mapping names absent columns: {absent}; has {has}")
    clash = {new: f"{new} (published)" for new, old in there.items() if new in table.columns and new != old}
    table = table.rename(columns=clash).rename(columns={old: new for new, old in there.items()})
    return replace(content, form="table", table=table, value=None)


def _as_table(content: Content) -> Content:
    """Lay JSON records out as a table; other content stays."""
    records = content.value
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        return content
    return replace(content, form="table", table=frame_of_records(records, content.path), value=None)
