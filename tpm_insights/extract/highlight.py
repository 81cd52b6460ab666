"""A posting's text as HTML with the words marked that prove what was read from it."""

from __future__ import annotations

from html import escape

Spans = tuple[tuple[int, int], ...]

# Okabe and Ito's palette (2008), lightened so that black letters read well; the label says what the colour stands for.
_COLOURS = {
    "pay": ("#ffd98a", "pay"),
    "years": ("#a9dbf5", "years"),
    "education": ("#8fd9c0", "education"),
    "certifications": ("#f6ef8f", "certification"),
    "hard_skills": ("#9cc4e4", "hard skill"),
    "soft_skills": ("#f0b48a", "soft skill"),
    "responsibilities": ("#e6b8d3", "duty"),
    "role": ("#d5d5d5", "role"),
    "work_mode": ("#cfc4e8", "work mode"),
}
_MARK = "background:{};color:#000;padding:0 .15em;border-radius:.2em"


def show_highlighted(text: str, summary: dict[str, str], spans: dict[str, Spans]) -> str:
    """Return a piece of HTML: what was read as a table, then the text with its proofs marked.

    Parameters
    ----------
    text : str
        Plain text.
    summary : dict of str to str
        For each kind of fact, what was read; kinds with nothing are shown as "not stated".
    spans : dict of str to tuple of (int, int)
        For each kind of fact, where its proofs stand. Where proofs overlap, the one that begins first is marked.

    Returns
    -------
    str
        Self-contained HTML without scripts; everything from the posting is escaped.

    Examples
    --------
    >>> shown = show_highlighted("PMP & more", {"certifications": "PMP"}, {"certifications": ((0, 3),)})
    >>> 'title="certification"' in shown, "&amp; more" in shown
    (True, True)
    """
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:600;padding:.1em .8em .1em 0">'
        f'<span style="{_MARK.format(_COLOURS[kind][0])}">{escape(_COLOURS[kind][1])}</span></th>'
        f'<td style="text-align:left;padding:.1em 0">{escape(words) or "<i>not stated</i>"}</td></tr>'
        for kind, words in summary.items()
    )
    return (
        '<div style="max-width:52em;line-height:1.5">'
        f'<table style="border-collapse:collapse;margin:0 0 .8em 0">{rows}</table>'
        f'<div style="white-space:pre-wrap">{_marked(text, spans)}</div></div>'
    )


def _marked(text: str, spans: dict[str, Spans]) -> str:
    """Return escaped text with marks; a later span that overlaps an earlier one is left unmarked."""
    ordered = sorted((start, -end, kind) for kind, found in spans.items() for start, end in found)
    pieces: list[str] = []
    done = 0
    for start, minus_end, kind in ordered:
        if start < done or -minus_end <= start:
            continue
        colour, label = _COLOURS[kind]
        pieces.append(escape(text[done:start]))
        pieces.append(
            f'<mark title="{escape(label)}" style="{_MARK.format(colour)}">{escape(text[start:-minus_end])}</mark>'
        )
        done = -minus_end
    return "".join([*pieces, escape(text[done:])])
