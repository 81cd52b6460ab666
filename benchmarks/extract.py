"""How fast postings are read, as a ratio to a plain scan for 500 terms over the same texts in the same run.

    python benchmarks/extract.py [--texts FILE] [--number N] [--rounds R]

FILE is a CSV, JSON Lines or Parquet file of postings. Without it texts of the folder named by TPM_INSIGHTS_SHARED are
taken where it is set, else invented ones. One core, texts in memory, best of R rounds; all ways are timed in turn.
The reference is an Aho-Corasick scan (ahocorasick_rs) of the texts in lower case for 500 terms of this package's own
lexicons, drawn evenly, all hits at word boundaries.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs
import numpy as np
import pandas as pd

from tpm_insights.clean.text import to_plain
from tpm_insights.extract.document import read_document
from tpm_insights.extract.reading import read_posting, read_posting_texts
from tpm_insights.extract.scan import lexicon, lexicon_names
from tpm_insights.sources import read_postings

TERMS = 500
SENTENCES = """We build software that moves freight by rail and sea.|You will plan the work of a team of nine engineers.
Requirements|5+ years of experience in software project management|Bachelor's degree in Computer Science or equivalent
PMP certification preferred|Experience with Agile, Scrum and Jira|Strong communication and leadership skills
You will manage budgets, risks and schedules, and report progress to stakeholders each week.|Nice to have
The salary range is $120,000 - $150,000 per year, plus a bonus of up to $10,000.|This role is hybrid, three days a week.
Benefits|401(k) match, health insurance and 20 days of paid leave|We are an equal opportunity employer.
Three years of experience with cloud platforms is a plus.|Vendors, customers and colleagues will rely on your word.
"""


WORDS = """the harbour of our town has boats and a long pier where people walk in the evening when wind turns
to the west each week we write what went well and what did not so that others may use it later while kitchens
smell of bread and coffee"""


def invented_texts(number: int, rng: np.random.Generator) -> list[str]:
    """Return texts of about 3,300 characters: the sentences above among lines of words that say nothing of a job."""
    said, words = SENTENCES.strip().replace("\n", "|").split("|"), WORDS.split()
    texts = []
    for _ in range(number):
        idle = [" ".join(rng.choice(words, 20)).capitalize() + "." for _ in range(24)]
        texts.append("\n".join([*idle[:8], *said, *idle[8:]]))
    return texts


def shared_texts(folder: Path, number: int) -> list[str]:
    """Return texts of real postings, drawn from every source alike."""
    frame = pd.read_parquet(folder / "data" / "postings" / "full_text.parquet", columns=["source", "description"])
    each = -(-number // frame["source"].nunique())
    drawn = frame.groupby("source").sample(frac=1.0, random_state=0).groupby("source").head(each)
    return drawn["description"].dropna().sample(frac=1.0, random_state=0).head(number).tolist()


def reference() -> Callable[[str], list[tuple[int, int, int]]]:
    """Return the scan that others are compared with."""
    terms = sorted(
        {term for name in lexicon_names() for listed in lexicon(name).get("terms", {}).values() for term in listed}
    )
    chosen = [terms[int(at)] for at in np.linspace(0, len(terms) - 1, TERMS)]
    automaton = ahocorasick_rs.AhoCorasick(chosen)

    def scan(text: str) -> list[tuple[int, int, int]]:
        lower = text.lower()
        size = len(lower)
        return [
            hit
            for hit in automaton.find_matches_as_indexes(lower, overlapping=True)
            if not (hit[1] and lower[hit[1] - 1].isalnum()) and not (hit[2] < size and lower[hit[2]].isalnum())
        ]

    return scan


def each(way: Callable[[str], object]) -> Callable[[list[str]], object]:
    """Return a way that takes the texts one by one."""

    def run(texts: list[str]) -> None:
        for text in texts:
            way(text)

    return run


def in_blocks(texts: list[str]) -> None:
    """Read all fields as `extract_facts` does."""
    for _ in read_posting_texts((text, "", "") for text in texts):
        pass


def best_seconds(ways: dict[str, Callable[[list[str]], object]], texts: list[str], rounds: int) -> dict[str, float]:
    """Return for each way the least seconds of processor time over all texts."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.process_time()
            way(texts)
            best[name] = min(best[name], time.process_time() - began)
    return best


def main() -> None:
    """Time the ways and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    shared = os.environ.get("TPM_INSIGHTS_SHARED")
    if arguments.texts:
        texts, origin = read_postings(arguments.texts)["text"].dropna().astype("str").tolist(), str(arguments.texts)
        texts = texts[: arguments.number]
    elif shared:
        texts, origin = shared_texts(Path(shared), arguments.number), "real postings"
    else:
        texts, origin = invented_texts(arguments.number, np.random.default_rng(0)), "invented postings"
    ways: dict[str, Callable[[list[str]], object]] = {
        f"scan for {TERMS} terms (reference)": each(reference()),
        "to_plain": each(to_plain),
        "read_document": each(read_document),
        "read_posting (all fields)": each(read_posting),
        "read_posting_texts (all fields)": in_blocks,
    }
    for way in ways.values():
        way(texts[:1])
    seconds = best_seconds(ways, texts, arguments.rounds)
    base = next(iter(seconds.values()))
    print(
        f"{len(texts)} {origin}, {sum(map(len, texts)) / len(texts):,.0f} characters each, best of {arguments.rounds}"
    )
    print(f"{'':36}{'postings/s':>12}{'ratio':>8}")
    for name, took in seconds.items():
        print(f"{name:36}{len(texts) / took:12,.0f}{base / took:8.3f}")


if __name__ == "__main__":
    main()
