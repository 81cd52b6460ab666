"""Extract the facts of a folder or big file into a folder of Parquet parts that appears when it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from tpm_insights.clean.employers import salt_asked_for
from tpm_insights.clean.role_choice import role_families
from tpm_insights.errors import DataError, UsageError
from tpm_insights.ledger import Ledger
from tpm_insights.partitioned.chosen import Choice, choose
from tpm_insights.partitioned.chunks import Chunk, Reading
from tpm_insights.partitioned.copies import number_copies
from tpm_insights.partitioned.engines import Engine, EngineName, check_engine, open_engine
from tpm_insights.partitioned.fingerprint import fingerprint
from tpm_insights.partitioned.layout import input_files, lay_out
from tpm_insights.partitioned.parts import Part, Settled, write_part
from tpm_insights.partitioned.survey import settle_columns, settle_orders, survey_chunk
from tpm_insights.partitioned.unfinished import Unfinished, hold_unfinished
from tpm_insights.partitioned.whole import COMPLETE, complete, is_finished, read_ledger, whole_parts
from tpm_insights.project import check_place, replace_when_whole


def extract_folder(
    input: Path,  # noqa: A002 - the word for it
    output: Path,
    *,
    engine: EngineName = "local",
    scheduler: str | None = None,
    workers: int | None = None,
    chunk_rows: int = 5_000,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
    merge_copies: bool = False,
    only_roles: str | None = None,
    sample_others: int = 0,
    seed: int = 0,
    hash_ids: bool = False,
    salt: str | None = None,
    ledger_path: Path | None = None,
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
    mapping : mapping of str to str, optional
        Declared column to published column, for tables with columns of other names; see `read_postings`.
    merge_copies : bool, default False
        Keep the first of identical postings only.
    only_roles : str, optional
        Comma list of role families to keep, or "project" for the project, program and delivery families.
    sample_others : int, default 0
        With `only_roles`, how many postings of each other family and kind of text to keep, drawn at random over the
        whole input: the same ones that `tpm_insights.pipeline.extract_files` draws.
    seed : int, default 0
        Seed of that draw.
    hash_ids : bool, default False
        Write posting ids and web addresses as salted hashes.
    salt : str, optional
        Keeps the hashes of employers apart from those of others; that of TPM_INSIGHTS_SALT by default.
    ledger_path : Path, optional
        CSV file for the ledger too.
    progress : bool, default False
        Show a progress bar where the output is a terminal.

    Returns
    -------
    Ledger
        Balanced: postings in, facts out, and why they differ, added up over all parts.

    Raises
    ------
    UsageError
        If the input is missing, the output is there already and not of the same run, another process is at work on it,
        the ledger would lie in either or cannot be written, or the engine cannot start.
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
    check_engine(engine, scheduler=scheduler, workers=workers)
    choice = Choice(role_families(only_roles), sample_others, seed) if only_roles is not None else None
    input, output = input.resolve(), output.resolve()  # noqa: A001 - workers may start in another folder
    if input == output or input in output.parents:
        raise UsageError(f"{output}: lies in the input; choose a folder outside {input}")
    if output.suffix in (".csv", ".jsonl", ".gz"):
        raise UsageError(f"{output}: parts make a folder, not a file; choose a name without {output.suffix}")
    check_place(ledger_path, keeps=[input, output])
    files = input_files(input)
    salt = salt if salt is not None else salt_asked_for()
    reading = Reading(source, dict(mapping) if mapping else None, salt if hash_ids else None)
    job = _Job(files, reading, chunk_rows, merge_copies, salt, choice)
    made_of = fingerprint(files, input, {**asdict(job), "files": None})
    if not is_finished(output, made_of):
        with hold_unfinished(output, made_of) as unfinished:
            if unfinished is not None:
                if not (unfinished.folder / COMPLETE).is_file():
                    with open_engine(engine, scheduler=scheduler, workers=workers, progress=progress) as run:
                        parts = _extract(run, job, unfinished)
                    complete(unfinished.folder, parts, made_of)
                whole_parts(unfinished.folder)
                unfinished.publish(output)
    ledger = read_ledger(output)
    if ledger_path is not None:
        with replace_when_whole(ledger_path) as part:
            ledger.to_frame().to_csv(part, index=False)
    return ledger


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done: from which files, and how."""

    files: list[Path]
    reading: Reading
    chunk_rows: int
    merge_copies: bool
    salt: str
    choice: Choice | None


def _extract(run: Engine, job: _Job, unfinished: Unfinished) -> list[Part]:
    """Look through all chunks, extract them, and choose among the facts if that is asked for."""
    folder, work = unfinished.folder, unfinished.work
    chunks: list[Chunk] = lay_out(job.files, work, job.chunk_rows, job.reading)
    surveys = run(survey_chunk, [(chunk, work) for chunk in chunks], "first pass")
    rows = [survey.rows for survey in surveys]
    if not any(survey.texts for survey in surveys):
        raise DataError(f"{chunks[0].origin}: none of the {sum(rows)} postings has a text; fetch the descriptions too")
    number_copies(work, rows)
    settled = Settled(settle_columns(surveys), settle_orders(surveys), job.salt, job.merge_copies)
    begins = [0, *accumulate(rows)]
    every = folder if job.choice is None else work / "every"
    calls = [(chunk, begins[chunk.number], settled, every, work) for chunk in chunks]
    parts: list[Part] = run(write_part, calls, "extracting")
    return parts if job.choice is None else choose(run, parts, job.choice, every, folder, work)
