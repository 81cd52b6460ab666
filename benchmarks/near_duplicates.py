"""Recall, precision and time of near-duplicate detection on planted reposts.

    python benchmarks/near_duplicates.py [--number N] [--threshold T ...]

Half of the N texts are originals, half are reposts planted among them: edited (words exchanged), truncated (the end
cut off) and re-formatted (HTML, capitals, other line breaks), a sixth of N each. Originals are invented: words drawn
by Zipf's law, with one of twenty closing paragraphs of 60 words that stand in many of them. Where TPM_INSIGHTS_SHARED
names a folder of real postings, their texts are taken as well, in a second run: real texts repeat each other, so
pairs that were not planted are counted there, not judged.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tpm_insights.clean.near_duplicates import list_near_duplicates

WAYS = (
    "edited, 2 % of words",
    "edited, 5 % of words",
    "truncated to 90 %",
    "truncated to 60 %",
    "HTML",
    "reflowed, capitals",
)


def invented(number: int, rng: np.random.Generator) -> list[str]:
    """Return invented texts of about 300 words, with boilerplate."""
    vocabulary = np.array([f"word{i}" for i in range(20_000)])
    chance = 1 / np.arange(10, 20_010)
    chance /= chance.sum()
    closings = [" ".join(rng.choice(vocabulary, 60, p=chance)) for _ in range(20)]
    texts = []
    for _ in range(number):
        words = rng.choice(vocabulary, int(rng.integers(150, 450)), p=chance)
        lines = [" ".join(words[at : at + 12]) + "." for at in range(0, len(words), 12)]
        texts.append("\n".join([*lines, closings[int(rng.integers(20))]]))
    return texts


def shared_texts(folder: Path, number: int) -> list[str]:
    """Return different texts of real postings."""
    frame = pd.read_parquet(folder / "data" / "postings" / "full_text.parquet", columns=["description"])
    return frame["description"].dropna().drop_duplicates().sample(frac=1.0, random_state=0).head(number).tolist()


def repost(text: str, way: str, rng: np.random.Generator) -> str:
    """Return a text as it may be posted again."""
    words = text.split(" ")
    if way.startswith("edited"):
        share = 0.02 if "2 %" in way else 0.05
        for at in rng.choice(len(words), max(1, round(share * len(words))), replace=False):
            words[at] = "exchanged"
        return " ".join(words)
    if way.startswith("truncated"):
        return text[: int(len(text) * (0.9 if "90" in way else 0.6))]
    if way == "HTML":
        return "".join(f"<li><b>{line[:8]}</b>{line[8:]}</li>" for line in text.split("\n"))
    return "\r\n\r\n  * ".join(text.upper().split(". "))


def measure(originals: list[str], thresholds: list[float], rng: np.random.Generator) -> None:
    """Plant a repost of every original, look for pairs, and print what was found."""
    ways = [WAYS[at % len(WAYS)] for at in range(len(originals))]
    texts = originals + [repost(text, way, rng) for text, way in zip(originals, ways, strict=True)]
    planted = {(at, at + len(originals)): way for at, way in enumerate(ways)}
    for threshold in thresholds:
        began = time.perf_counter()
        busy = time.process_time()
        found = list_near_duplicates(pd.Series(texts), threshold=threshold)
        took, busy = time.perf_counter() - began, time.process_time() - busy
        pairs = set(zip(found["first"].tolist(), found["second"].tolist(), strict=True))
        hits = pairs & planted.keys()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"threshold {threshold}: {len(texts):,} texts, {took:.0f} s ({busy:.0f} s of processor), peak {peak:.2f} GB"
        )
        print(f"  pairs listed {len(pairs):,}, of these planted {len(hits):,} ({len(hits) / max(len(pairs), 1):.4f})")
        for way in WAYS:
            every = [pair for pair, name in planted.items() if name == way]
            print(f"  recall, {way:22} {sum(pair in hits for pair in every) / len(every):.4f}")


def main() -> None:
    """Measure on invented texts, and on real ones where there are such."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--threshold", type=float, nargs="+", default=[0.8, 0.5])
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    print("invented texts")
    measure(invented(arguments.number // 2, rng), arguments.threshold, rng)
    shared = os.environ.get("TPM_INSIGHTS_SHARED")
    if shared:
        print("texts of real postings")
        measure(shared_texts(Path(shared), arguments.number // 2), arguments.threshold, rng)


if __name__ == "__main__":
    main()
