"""Keep numerical libraries from starting threads for work so small that starting them takes longer."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Literal

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

Library = Literal["blas", "openmp"]


@cache
def _switch(library: Library) -> ThreadpoolController:
    """Return the switch for the threads of a library loaded by now; looking for it takes longer than turning it."""
    return ThreadpoolController().select(user_api=library)


def one_thread(library: Library, *, where: bool = True) -> AbstractContextManager[object]:
    """Work on one thread.

    Parameters
    ----------
    library : {"blas", "openmp"}
        Matrix products, or trees.
    where : bool, default True
        False to leave the number of threads as it is.

    Returns
    -------
    context manager
        Within it the library starts no threads.

    Examples
    --------
    >>> with one_thread("blas"):
    ...     pass
    """
    switch = _switch(library)
    if not len(switch):  # not loaded yet: look again next time
        _switch.cache_clear()
    return switch.limit(limits=1 if where else None)  # type: ignore[no-any-return]
