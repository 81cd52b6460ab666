"""Take values out of nested JSON records without tripping over absent parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pandas as pd

Json: TypeAlias = Any
"""A parsed JSON value: an object, a list, text, a number, true, false or nothing."""


def pick(value: Json, *keys: str | int) -> Json:
    """Follow keys and positions into nested objects and lists.

    Parameters
    ----------
    value : object
        Parsed JSON.
    *keys : str or int
        Names of objects, positions of lists.

    Returns
    -------
    object
        What is there; None if a step does not exist.

    Examples
    --------
    >>> pick({"a": [{"b": 1}]}, "a", 0, "b"), pick({"a": None}, "a", 0)
    (1, None)
    """
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def as_list(value: Json) -> list[Json]:
    """Return a value as a list: nothing as an empty one, one thing as a list of one.

    Parameters
    ----------
    value : object
        Parsed JSON.

    Returns
    -------
    list
        Its members.

    Examples
    --------
    >>> as_list(None), as_list({"a": 1}), as_list([1, 2])
    ([], [{'a': 1}], [1, 2])
    """
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def joined(parts: Iterable[Any], separator: str = "\n\n") -> str | None:
    """Join the texts among some values.

    Parameters
    ----------
    parts : iterable of object
        Texts and other things; empty ones and non-texts are left out, repeated ones given once.
    separator : str
        Put between them.

    Returns
    -------
    str or None
        None if there is no text.

    Examples
    --------
    >>> joined(["a", None, "", "b", "a"], ", ")
    'a, b'
    """
    texts = [part for part in parts if isinstance(part, str) and part.strip()]
    return separator.join(dict.fromkeys(texts)) or None


def moment(value: Json) -> str | None:
    """Return a time as ISO text; a number counts milliseconds since 1970 in UTC.

    Parameters
    ----------
    value : object
        Text, number or nothing.

    Returns
    -------
    str or None
        Text as it is; a number between the years 1990 and 2100 as a date and time.

    Examples
    --------
    >>> moment("2024-05-01"), moment(1714521600000), moment("1714521600000.0"), moment(7)
    ('2024-05-01', '2024-05-01T00:00:00+00:00', '2024-05-01T00:00:00+00:00', None)
    """
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 631_152_000_000 <= value < 4_102_444_800_000:
        return None
    return datetime.fromtimestamp(value / 1000, tz=UTC).isoformat(timespec="seconds")


def as_text(value: Json) -> str | None:
    """Return a number or text as text.

    Parameters
    ----------
    value : object
        A JSON value.

    Returns
    -------
    str or None
        None for nothing, objects and lists.

    Examples
    --------
    >>> as_text(150000), as_text("x"), as_text(True), as_text({"a": 1})
    ('150000', 'x', 'true', None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float | str) and value != "" else None


def board_of(address: Json) -> str | None:
    """Return the name of a job board, the first part of the path of a posting's address.

    Parameters
    ----------
    address : object
        Address of a posting on a hosted board.

    Returns
    -------
    str or None
        None if there is no address with a path.

    Examples
    --------
    >>> board_of("https://jobs.example.com/acme/123"), board_of(None)
    ('acme', None)
    """
    parts = urlsplit(address).path.strip("/").split("/") if isinstance(address, str) else []
    return parts[0] if len(parts) > 1 else None


def records_of(value: Json, list_name: str, is_record: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """Return the records of an API answer in any of the ways people store it.

    Parameters
    ----------
    value : object
        One answer with a list of records under a name, a list of such answers, a list of records, or one record.
    list_name : str
        Name of the list in an answer.
    is_record : callable
        Object in, True if it is a record.

    Returns
    -------
    list of dict
        Empty if the value is something else.

    Examples
    --------
    >>> is_job = lambda item: "title" in item
    >>> jobs = [{"title": "a"}, {"title": "b"}]
    >>> stored = ({"jobs": jobs}, jobs, [{"jobs": jobs}, {"jobs": jobs}], jobs[0], 1)
    >>> [len(records_of(value, "jobs", is_job)) for value in stored]
    [2, 2, 4, 1, 0]

    A list with one record in it is taken whole, so that a damaged member becomes an empty row, not a missing one.

    >>> len(records_of([{"title": "a"}, None, {"titel": "b"}], "jobs", is_job))
    3
    """
    answers = [item[list_name] for item in as_list(value) if isinstance(pick(item, list_name), list)]
    members = [member for answer in answers for member in answer] if answers else as_list(value)
    if not any(isinstance(member, dict) and is_record(member) for member in members):
        return []
    return [member if isinstance(member, dict) else {} for member in members]


def posting_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Lay postings out as a table of text.

    Parameters
    ----------
    rows : list of dict
        One a posting, values as `as_text` gives them.

    Returns
    -------
    DataFrame
        All columns of type str; ``text_kind`` is "full"; ``pay_origin`` is dropped where no pay is given.
    """
    frame = pd.DataFrame(rows, dtype="str").assign(text_kind="full")
    if "pay_origin" in frame.columns:
        frame["pay_origin"] = frame["pay_origin"].where(frame["pay_low"].notna() | frame["pay_high"].notna())
    return frame
