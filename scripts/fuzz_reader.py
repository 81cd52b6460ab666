"""Search for a text that the posting reader cannot bear, guided by which of its code the texts reach.

    pip install atheris
    python scripts/fuzz_reader.py [SEEDS] [-max_total_time=SECONDS] [-len_control=0] [other options of libFuzzer]

Half of the inputs are bytes taken as text, half are strings of words that matter to the reader: terms of its lexicons,
amounts, dashes, marks of HTML. Whatever raises an exception, or breaks a bound that holds for every text, stops the run
and is kept in a file named crash-... SEEDS is a folder for the texts that reached new code; it may be empty.
"""

from __future__ import annotations

import math
import sys

import atheris

with atheris.instrument_imports(include=["tpm_insights.clean", "tpm_insights.extract"]):
    from tpm_insights.extract.posting import PostingFacts
    from tpm_insights.extract.reading import read_posting
    from tpm_insights.extract.scan import lexicon, lexicon_names

TERMS = sorted(
    {term for name in lexicon_names() for listed in lexicon(name).get("terms", {}).values() for term in listed}
)
WORDS = """
$ £ € ₹ - – — ~ / + . , : ; ( ) % & < > 0 1 5 9 k K M 100,000 100.000,50 1,50,000 90K 120000 12.50 2080 401(k)
3-5 10+ 1.2M 6 18 40 99 USD EUR GBP CAD INR lakh lpa per hour year annum month day week to up from minimum
maximum between years yrs months experience five (5) one-year or and required preferred plus not bonus equity
bachelor's master's PhD degree BS B.S. or equivalent PMP CSM PE SAFe ITIL certification <p> </p> <li> <br>
<script> </div> &amp; &nbsp; &#36; <!-- --> **
"""
MARKS = ["\n", "\n\n", "\t", "\u00a0", "\u200b", "\ufeff", "\u2019", "â€™", "{% comment %}", "{% endcomment %}"]
PIECES = [*WORDS.split(), *MARKS]


def text_of(data: atheris.FuzzedDataProvider) -> str:
    """Return a text made of the input."""
    if data.ConsumeBool():
        return str(data.ConsumeUnicodeNoSurrogates(4_000))
    words: list[str] = []
    while data.remaining_bytes() and len(words) < 400:
        kind = data.ConsumeIntInRange(0, 7)
        if kind == 0:
            words.append(data.ConsumeUnicodeNoSurrogates(6))
        else:
            words.append(data.PickValueInList(PIECES if kind < 5 else TERMS))
        words.append("" if kind == 1 else " ")
    return "".join(words)


def check(facts: PostingFacts) -> None:
    """Raise if something read cannot be true of any text."""
    for value in (facts.pay_low, facts.pay_high):
        if value is not None and not (math.isfinite(value) and value > 0):
            raise ValueError(f"pay {value}")
    if facts.pay_low is not None and facts.pay_high is not None and facts.pay_low > facts.pay_high:
        raise ValueError(f"pay {facts.pay_low} above {facts.pay_high}")
    for years in (facts.years_min, facts.years_max, facts.years_preferred_min):
        if years is not None and not 0 <= years <= 40:
            raise ValueError(f"years {years}")
    for field in ("pay", "years", "education", "certifications"):
        for start, end in facts.spans(field):
            if not 0 <= start < end <= len(facts.text):
                raise ValueError(f"span {start} to {end} of {len(facts.text)} characters")


def read_one(raw: bytes) -> None:
    """Read one input."""
    data = atheris.FuzzedDataProvider(raw)
    title, place = data.ConsumeUnicodeNoSurrogates(30), data.ConsumeUnicodeNoSurrogates(20)
    check(read_posting(text_of(data), title, place))


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
