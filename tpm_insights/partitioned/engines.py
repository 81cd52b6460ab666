"""Where chunks are worked on: in this process, or by the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Literal, TypeVar

from tqdm import tqdm

from tpm_insights.errors import UsageError

EngineName = Literal["local", "dask"]
Result = TypeVar("Result")
Engine = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]], str], list[Any]]
"""A function, the arguments of each call, and what is being done; the results in the order of the calls."""


@contextmanager
def open_engine(
    name: EngineName, *, scheduler: str | None = None, workers: int | None = None, progress: bool = False
) -> Iterator[Engine]:
    """Start an engine and stop it afterwards.

    Parameters
    ----------
    name : {"local", "dask"}
        In this process, or on a Dask cluster.
    scheduler : str, optional
        Address of a running Dask scheduler; by default a cluster is started on this machine.
    workers : int, optional
        Processes of the cluster that is started; one for each processor by default.
    progress : bool, default False
        Show a progress bar where the output is a terminal.

    Yields
    ------
    Engine
        What runs a function over many chunks.

    Raises
    ------
    UsageError
        If Dask is not installed, the scheduler does not answer, or the options do not fit together.
    """
    check_engine(name, scheduler=scheduler, workers=workers)
    if name == "local":
        yield lambda function, calls, what: [
            function(*arguments) for arguments in _shown(calls, len(calls), what, progress=progress)
        ]
        return
    with _client(scheduler, workers) as client:
        yield lambda function, calls, what: _on_cluster(client, function, calls, what, progress=progress)


def check_engine(name: EngineName, *, scheduler: str | None = None, workers: int | None = None) -> None:
    """Make sure that the options of an engine fit together, before anything is started.

    Parameters
    ----------
    name, scheduler, workers
        See `open_engine`.

    Raises
    ------
    UsageError
        If they do not, or if Dask is not installed.
    """
    if name not in ("local", "dask"):
        raise UsageError(f"no engine {name!r}; use local or dask")
    if name == "local" and (scheduler is not None or workers is not None):
        raise UsageError("a scheduler or a number of workers is for the engine dask; the local engine is one process")
    if workers is not None and (workers < 1 or scheduler is not None):
        raise UsageError(f"workers={workers}: must be 1 or more, and not for a cluster that runs already")
    if name == "dask":
        _distributed()


def _shown(items: Iterable[Result], total: int, what: str, *, progress: bool) -> Iterable[Result]:
    """Show how far a loop is."""
    shown: Iterable[Result] = tqdm(items, total=total, desc=what, unit="chunk", disable=None if progress else True)
    return shown


def _distributed() -> Any:  # noqa: ANN401 - an optional library without types
    """Return the library, or say how to get it."""
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError(
            "the engine dask needs Dask: run `make setup`, or pip install '.[distributed]' in the checkout, "
            "or use the local engine"
        ) from None


@contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    """Connect to a cluster, or start one on this machine for as long as it is needed."""
    distributed = _distributed()
    if scheduler is None:
        with (
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout=20)
    except (OSError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler} ({error}); check the address") from None
    with client:
        yield client


def _on_cluster(
    client: Any,  # noqa: ANN401 - of an optional library without types
    function: Callable[..., Any],
    calls: Sequence[tuple[Any, ...]],
    what: str,
    *,
    progress: bool,
) -> list[Any]:
    """Run a function over chunks on a cluster; the first error stops the run."""
    futures = [client.submit(function, *arguments, pure=False) for arguments in calls]
    try:
        for future in _shown(_distributed().as_completed(futures), len(futures), what, progress=progress):
            future.result()
        return list(client.gather(futures))
    finally:
        client.cancel(futures)
