"""From files to files: raw data to processed tables, and postings to facts, each put in place whole or not at all."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from tpm_insights.clean.employers import hide_identifiers, salt_asked_for
from tpm_insights.clean.figures import clean_figures
from tpm_insights.clean.role_choice import role_families, rows_to_keep, set_other_roles_aside
from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.extract.facts import extract_facts, facts_to_records
from tpm_insights.ledger import COLUMNS, REMOVING, Ledger
from tpm_insights.processed import DATA_TABLES, Tables, write_tables
from tpm_insights.project import ProjectPaths, check_place, replace_when_whole, sha256_of
from tpm_insights.sources import read_postings, read_salaries
from tpm_insights.tables import FACTS, TABLES, Table

OUTPUT_FORMATS = (".csv", ".jsonl", ".parquet")
FACTS_FILE = "posting_facts.parquet"
LEDGER_FILE = "posting_facts_ledger.csv"
INVENTED = "invented_postings"


def prepare(project: ProjectPaths, *, progress: bool = False) -> Tables:
    """Clean the raw data of a project into its processed tables.

    Every file in ``data/raw/`` is recognised by its content. Posting facts are taken as they were extracted. The
    invented postings go through the reader too, into a table of their own, and never enter an estimate.

    Parameters
    ----------
    project : ProjectPaths
        Where the files live.
    progress : bool, default False
        Show a progress bar.

    Returns
    -------
    Tables
        As written to ``data/processed/``.

    Raises
    ------
    DataError
        If a raw file is of no known kind or does not match its declaration; the processed tables are then as before.
    """
    files = [p for p in _files(project.raw) if p.suffix != ".md" and p.name != LEDGER_FILE]
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in DATA_TABLES}
    ledgers: list[pd.DataFrame] = []
    accounts: list[tuple[str, str, int, int]] = []
    inputs: list[tuple[str, str, int]] = []
    for path in tqdm(files, desc="preparing", unit="file", disable=None if progress else True):
        if path.name == FACTS_FILE:
            name, frame, lines, rows_in = _posting_facts(path)
        else:
            name, frame, ledger = _figures(path)
            lines, rows_in = ledger.to_frame(), ledger.rows_in
        parts[name].append(frame)
        ledgers.append(lines)
        accounts.append((name, path.name, rows_in, len(frame)))
        inputs.append((path.name, sha256_of(path), rows_in))
    for path in _files(project.raw / INVENTED):
        facts, ledger = extract_facts(read_postings(path), salt=salt_asked_for())
        parts["invented_facts"].append(facts[FACTS.names])
        ledgers.append(ledger.to_frame().assign(table="invented_facts"))
        accounts.append(("invented_facts", f"{INVENTED}/{path.name}", ledger.rows_in, len(facts)))
        inputs.append((f"{INVENTED}/{path.name}", sha256_of(path), ledger.rows_in))
    frames = {
        name: pd.concat(part, ignore_index=True) if part else _declared(name).empty() for name, part in parts.items()
    }
    tables = Tables(
        **frames,
        ledger=pd.concat(ledgers, ignore_index=True) if ledgers else Ledger("").to_frame(),
        accounts=pd.DataFrame(accounts, columns=["table", "file", "rows_in", "rows_out"]),
        inputs=tuple(inputs),
    )
    write_tables(tables, project)
    return tables


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder by name; hidden ones, which systems leave behind, are passed over."""
    return sorted(path for path in folder.glob("[!.]*") if path.is_file())


def _declared(name: str) -> Table:
    """Return the declaration of a processed table."""
    return TABLES["facts" if name == "invented_facts" else name]


def _figures(path: Path) -> tuple[str, pd.DataFrame, Ledger]:
    """Return the figures of a file as rows of their declared table; what is wrong with them names the file."""
    published = read_salaries(path)
    try:
        return clean_figures(published, salt=salt_asked_for())
    except DataError as error:
        raise DataError(f"{path}: {error}") from error


def _posting_facts(path: Path) -> tuple[str, pd.DataFrame, pd.DataFrame, int]:
    """Return posting facts with the ledger written when they were extracted, and how many postings there were."""
    try:
        raw = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: not a Parquet file ({error}); make it again with `tpm-insights extract`") from error
    absent = [name for name in FACTS.names if name not in raw.columns]
    if absent:
        raise DataError(
            f"{path}: {len(absent)} columns of the facts table are missing ({examples_of(absent)}); "
            "make it again with `tpm-insights extract`"
        )
    ledger = Ledger.open(FACTS.name, raw)
    facts = FACTS.coerce(raw, ledger, source=path.name)
    lines = ledger.to_frame()
    written = path.with_name(LEDGER_FILE)
    if written.is_file():
        earlier = pd.read_csv(written, dtype={name: "str" for name in COLUMNS if name != "rows"}, keep_default_na=False)
        lines = pd.concat([earlier, lines], ignore_index=True)
    removed = int(lines.loc[lines["action"].isin(REMOVING), "rows"].sum())
    return FACTS.name, facts, lines, len(facts) + removed


def extract_files(
    inputs: Sequence[Path],
    output: Path,
    *,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
    merge_copies: bool = False,
    only_roles: str | None = None,
    sample_others: int = 0,
    seed: int = 0,
    hash_ids: bool = False,
    ledger_path: Path | None = None,
    progress: bool = False,
) -> Ledger:
    """Read the facts out of files of postings and write them to one file.

    Parameters
    ----------
    inputs : sequence of Path
        Files that `read_postings` reads.
    output : Path
        File to write: .csv, .jsonl or .parquet, also with .gz. It is put in place only when it is whole.
    source : str, optional
        Name of the format, for files whose content does not tell; see `list_sources`.
    mapping : mapping of str to str, optional
        Declared column to published column, for tables with columns of other names; see `read_postings`.
    merge_copies : bool, default False
        Keep the first of identical postings only.
    only_roles : str, optional
        Comma list of role families to keep, or "project" for the project, program and delivery families.
    sample_others : int, default 0
        With `only_roles`, how many postings of each other family and kind of text to keep, drawn at random.
    seed : int, default 0
        Seed of that draw.
    hash_ids : bool, default False
        Write posting ids and web addresses as salted hashes.
    ledger_path : Path, optional
        CSV file for the ledger.
    progress : bool, default False
        Show a progress bar.

    Returns
    -------
    Ledger
        Balanced: postings in, facts out, and why they differ.

    Raises
    ------
    UsageError
        If an input is missing, the output's suffix is unknown, or a role family is, or if output or ledger cannot be
        written where they are asked for or would take the place of an input or of each other.
    DataError
        If an input is not what its name says or has no text.
    """
    kind, packed = _output_kind(output)
    families = role_families(only_roles) if only_roles is not None else None
    check_place(output, keeps=inputs)
    check_place(ledger_path, keeps=[*inputs, output])
    frames = [read_postings(path, source=source, mapping=mapping) for path in inputs]
    postings = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    if hash_ids:
        postings = hide_identifiers(postings, salt_asked_for())
    facts, ledger = extract_facts(postings, salt=salt_asked_for(), merge_copies=merge_copies, progress=progress)
    if families is not None:
        facts = set_other_roles_aside(facts, rows_to_keep(facts, families, sample_others, seed), ledger)
    ledger.check(len(facts))
    with replace_when_whole(output) as part:
        _write(facts, part, kind, packed)
    if ledger_path is not None:
        with replace_when_whole(ledger_path) as part:
            ledger.to_frame().to_csv(part, index=False)
    return ledger


def _output_kind(output: Path) -> tuple[str, bool]:
    """Return the format an output's name asks for, and whether it is to be packed with gzip."""
    packed = output.suffix == ".gz"
    suffix = Path(output.stem).suffix if packed else output.suffix
    if suffix not in OUTPUT_FORMATS or (packed and suffix == ".parquet"):
        raise UsageError(
            f"{output}: cannot tell the format from the name; use .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet"
        )
    return suffix, packed


def _write(facts: pd.DataFrame, path: Path, kind: str, packed: bool) -> None:
    """Write facts in a format; the same facts give the same bytes."""
    if kind == ".parquet":
        facts.to_parquet(path, compression="zstd", index=False)
        return
    if kind == ".csv":
        facts.to_csv(path, index=False, compression={"method": "gzip", "mtime": 0} if packed else None)
        return
    lines = (json.dumps(record, ensure_ascii=False, default=str) + "\n" for record in facts_to_records(facts))
    with path.open("wb") as raw:
        if packed:
            with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as stream:
                stream.writelines(line.encode() for line in lines)
        else:
            raw.writelines(line.encode() for line in lines)
