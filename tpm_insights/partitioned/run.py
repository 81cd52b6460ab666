"""Extract the facts of a folder or big file into a folder of Parquet parts that appears when it is whole."""

from __future__ import annotations

import json
import os
import shutil
from itertools import accumulate
from pathlib import Path

from tpm_insights.errors import DataError, UsageError
from tpm_insights.ledger import Ledger
from tpm_insights.partitioned.chunks import Chunk
from tpm_insights.partitioned.copies import number_copies
from tpm_insights.partitioned.engines import Engine, EngineName, open_engine
from tpm_insights.partitioned.fingerprint import fingerprint
from tpm_insights.partitioned.layout import input_files, lay_out
from tpm_insights.partitioned.parts import Part, Settled, write_part
from tpm_insights.partitioned.survey import settle_columns, settle_orders, survey_chunk
from tpm_insights.partitioned.whole import COMPLETE, complete, is_finished, read_ledger, whole_parts
from tpm_insights.project import replace_when_whole

_WORK = ".work"
_KIND = "_made_of.json"


def extract_folder(
    input: Path,  # noqa: A002 - the word for it
    output: Path,
    *,
    engine: EngineName = "local",
    scheduler: str | None = None,
    workers: int | None = None,
    chunk_rows: int = 5_000,
    source: str | None = None,
    merge_copies: bool = False,
    salt: str | None = None,
    progress: bool = False,
) -> Ledger:
    """Read the facts out of more postings than fit in memory.

    Rows are read by chunks, twice: once to see which postings are copies and whether a source writes month or day
    first, once to extract. The facts are those of `tpm_insights.extract.facts.extract_facts` over all rows together.
    Until all parts are there, they lie in ``OUTPUT.unfinished``; a run that was stopped goes on from there and gives
    the same bytes. A part that was made by other code, from other input or with other options is not used.

    Parameters
    ----------
    input : Path
        A file that `read_postings` reads, or a folder of such files.
    output : Path
        Folder for ``part-00000.parquet`` and so on, the ledger and ``_COMPLETE.json``. It appears when it is whole.
    engine : {"local", "dask"}, default "local"
        In this process, or on the workers of a Dask cluster, which must see `input` and `output` under the same paths.
    scheduler : str, optional
        Address of a running Dask scheduler; by default a cluster is started on this machine.
    workers : int, optional
        Processes of the cluster that is started; one for each processor by default.
    chunk_rows : int, default 5,000
        Postings a chunk; memory grows with it, a part is a chunk.
    source : str, optional
        Name of the format, for files whose content does not tell; see `list_sources`.
    merge_copies : bool, default False
        Keep the first of identical postings only.
    salt : str, optional
        Keeps the hashes of employers apart from those of others; that of TPM_INSIGHTS_SALT by default.
    progress : bool, default False
        Show a progress bar where the output is a terminal.

    Returns
    -------
    Ledger
        Balanced: postings in, facts out, and why they differ, added up over all parts.

    Raises
    ------
    UsageError
        If the input is missing, the output is there already and not of the same run, or the engine cannot start.
    DataError
        If an input is not what its name says or has no text.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> folder = Path(tempfile.mkdtemp())
    >>> pd.DataFrame({"text": ["PMP required.", "Plan it.", "PMP required."]}).to_csv(folder / "ads.csv", index=False)
    >>> extract_folder(folder / "ads.csv", folder / "facts", chunk_rows=2).rows_out
    3
    >>> [path.name for path in whole_parts(folder / "facts")]
    ['part-00000.parquet', 'part-00001.parquet']
    >>> pd.read_parquet(folder / "facts")[["cert_pmp", "copies", "copy_number"]].values.tolist()
    [['required', 2, 1], [nan, 1, 1], ['required', 2, 2]]
    """
    if chunk_rows < 1:
        raise UsageError(f"chunk_rows={chunk_rows}: must be 1 or more")
    input, output = input.resolve(), output.resolve()  # noqa: A001 - workers may start in another folder
    if input == output or input in output.parents:
        raise UsageError(f"{output}: lies in the input; choose a folder outside {input}")
    files = input_files(input)
    salt = salt if salt is not None else os.environ.get("TPM_INSIGHTS_SALT", "tpm_insights")
    options = {"chunk_rows": chunk_rows, "source": source, "merge_copies": merge_copies, "salt": salt}
    made_of = fingerprint(files, input, options)
    if is_finished(output, made_of):
        return read_ledger(output)
    unfinished = output.with_name(output.name + ".unfinished")
    work = _work_folder(unfinished, made_of)
    if not (unfinished / COMPLETE).is_file():
        with open_engine(engine, scheduler=scheduler, workers=workers, progress=progress) as run:
            chunks = lay_out(files, work, chunk_rows, source)
            parts = _extract(run, chunks, unfinished, work, salt=salt, merge_copies=merge_copies)
        complete(unfinished, parts, made_of)
    whole_parts(unfinished)
    shutil.rmtree(work)
    unfinished.rename(output)
    return read_ledger(output)


def _extract(
    run: Engine, chunks: list[Chunk], folder: Path, work: Path, *, salt: str, merge_copies: bool
) -> list[Part]:
    """Look through all chunks, then extract them."""
    surveys = run(survey_chunk, [(chunk, work) for chunk in chunks], "first pass")
    rows = [survey.rows for survey in surveys]
    if not any(survey.texts for survey in surveys):
        raise DataError(f"{chunks[0].origin}: none of the {sum(rows)} postings has a text; fetch the descriptions too")
    number_copies(work, rows)
    settled = Settled(settle_columns(surveys), settle_orders(surveys), salt, merge_copies)
    begins = [0, *accumulate(rows)]
    calls = [(chunk, begins[chunk.number], settled, folder, work) for chunk in chunks]
    parts: list[Part] = run(write_part, calls, "extracting")
    return parts


def _work_folder(unfinished: Path, made_of: dict[str, str]) -> Path:
    """Return the folder of work in progress: of a run of the same kind that was stopped, else an empty one."""
    work = unfinished / _WORK
    kind = unfinished / _KIND
    if unfinished.exists() and any(unfinished.iterdir()) and not (work.is_dir() or kind.is_file()):
        raise UsageError(f"{unfinished}: is in the way and not of an extraction; move it or choose another output")
    if not (kind.is_file() and json.loads(kind.read_text()) == made_of):
        _empty(unfinished)
        work.mkdir(parents=True)
        with replace_when_whole(kind) as part:
            part.write_text(json.dumps(made_of, indent=1) + "\n")
    work.mkdir(exist_ok=True)
    for left in (*unfinished.glob(".part-*"), *work.glob(".part-*")):
        left.unlink()  # of a write that was cut off
    return work


def _empty(unfinished: Path) -> None:
    """Empty a folder of work in progress; the mark of such a folder goes last."""
    if unfinished.is_dir():
        for one in sorted(unfinished.iterdir(), key=lambda one: one.name == _WORK):
            if one.is_dir():
                shutil.rmtree(one)
            else:
                one.unlink()
