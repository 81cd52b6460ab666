"""What the report on the job says in words; every number comes from its frames."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.named_things import (
    CERTIFICATION,
    DEGREE,
    HARD,
    MODE,
    NOT_STATED,
    RESPONSIBILITY,
    SOFT,
)
from tpm_insights.reports.studies.role_profile import COLUMNS, RoleProfile
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.distinctive import apart_in_short
from tpm_insights.reports.words.fixed_words import (
    definition_words,
    first_refusal,
    fixed_sentence,
    place_words,
    refusals,
    widen_words,
)
from tpm_insights.reports.words.intervals import share_interval
from tpm_insights.vocabulary import LEVELS

ANY = "any, asked for in any way"
BACHELOR = "bachelor's degree"


def answer(study: RoleProfile) -> str:
    """Say in one paragraph what the job is and what it asks for.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    return " ".join(part for part in (work_words(study), required_words(study), apart_in_short(study)) if part)


def work_words(study: RoleProfile) -> str:
    """Say which duties and skills are named most.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Two sentences, or why there are none.
    """
    place, job = place_words(study.asked), definition_words(study.asked.role)
    duties = study.most_named(RESPONSIBILITY)
    if duties.empty:
        rows = study.shares[study.shares["group"] == "all"]
        why = first_refusal(rows)
        return (
            f"There are too few full postings of {job} jobs from {place} to describe the job ({why}). "
            f"{widen_words(study.asked)}"
        )
    head = f"Of {prose.counted(study.n, 'posting')} of {job} jobs from {place}, {_listed(duties, 3)}"
    hard, soft = (_with_shares(study.most_named(topic).head(2)) for topic in (HARD, SOFT))
    return f"{head}. Among hard skills {hard} lead, among soft skills {soft}."


def _with_shares(rows: pd.DataFrame) -> str:
    """List things, each with its share behind it."""
    pairs = zip(rows["thing"], rows["share"], strict=True)
    return prose.listed([f"{thing} ({prose.share(share)})" for thing, share in pairs])


def _listed(rows: pd.DataFrame, most: int, *, verb: str = "name ") -> str:
    """List things with their shares."""
    shown = list(rows[rows["share"] > 0].head(most)[["share", "thing"]].itertuples(index=False))
    return prose.listed(
        [f"{prose.share(share)} {'' if place else verb}{thing}" for place, (share, thing) in enumerate(shown)]
    )


def required_words(study: RoleProfile) -> str:
    """Say what is required of a candidate.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        One sentence; empty where nothing can be said.
    """
    said = []
    years = study.years.set_index("group").loc["all"]
    if pd.notna(years["years_asked"]):
        said.append(f"the median asked for is {_years(years['years_asked'])} of experience")
    for topic, thing, words in (
        (DEGREE, BACHELOR, "accept a bachelor's degree as the lowest"),
        (CERTIFICATION, ANY, "ask for a certification"),
        (CERTIFICATION, "any, required", "require one"),
    ):
        row = study.share_of(topic, thing)
        if row is not None:
            said.append(f"{prose.share(row['share'])} {words}")
    return prose.sentence(prose.listed(said))


def _years(value: object) -> str:
    """Write a number of years."""
    years = float(str(value))
    return prose.counted(int(years), "year") if years == int(years) else f"{prose.number(years, digits=1)} years"


def levels_words(study: RoleProfile) -> str:
    """Say how the most changing duties and skills move from entry to senior level.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        One sentence; empty where a level is too thin.
    """
    work = study.shares[study.shares["topic"].isin([RESPONSIBILITY, HARD, SOFT])]
    ends = {level: work[work["group"] == level].set_index("thing") for level in LEVELS}
    shown = [level for level in LEVELS if ends[level]["share"].notna().any()]
    if len(shown) < 2:
        return ""
    first, last = ends[shown[0]], ends[shown[-1]]
    apart = (last["conf_low_share"] > first["conf_high_share"]) | (last["conf_high_share"] < first["conf_low_share"])
    moved = (last["share"] - first["share"])[apart]
    if moved.empty:
        return (
            f"No duty or skill differs so much between {shown[0]} and {shown[-1]} level that the intervals stand apart."
        )
    most = moved.abs().sort_values(ascending=False).index[:3]
    said = [f"{thing} ({prose.share(first['share'][thing])} to {prose.share(last['share'][thing])})" for thing in most]
    return f"From {shown[0]} to {shown[-1]} level these move most: {prose.listed(said)}."


def key_figures(study: RoleProfile) -> list[KeyFigure]:
    """Return the key figures.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    list of KeyFigure
        Years, degree, certification, place of work.
    """
    years = study.years.set_index("group").loc["all"]
    figures = []
    if pd.notna(years["years_asked"]):
        note = f"middle half {years['years_p25']:.0f} to {years['years_p75']:.0f}, "
        note = (note if pd.notna(years["years_p25"]) else "") + prose.records(float(str(years["n"])))
        figures.append(KeyFigure(_years(years["years_asked"]), "asked for, median", note))
    else:
        figures.append(KeyFigure("not shown", "years asked for", str(years["refused"]).split(";", maxsplit=1)[0]))
    labels = {
        (DEGREE, BACHELOR): "accept a bachelor's degree as the lowest",
        (CERTIFICATION, ANY): "ask for a certification in some way",
        (MODE, "remote"): "say the work is remote",
    }
    for (topic, thing), label in labels.items():
        row = study.share_of(topic, thing)
        if row is None:
            figures.append(KeyFigure("not shown", label, "too few postings"))
        else:
            interval = share_interval(row)
            figures.append(KeyFigure(prose.share(row["share"]), label, f"{interval}, {prose.records(row['n'])}"))
    return figures


def grid_alt(study: RoleProfile, *topics: str) -> str:
    """Say what a grid shows.

    Parameters
    ----------
    study : RoleProfile
        The numbers.
    *topics : str
        Topics of the grid.

    Returns
    -------
    str
        Alternative text.
    """
    said = []
    for group, words in COLUMNS.items():
        rows = study.shares[(study.shares["group"] == group) & study.shares["topic"].isin(topics)]
        rows = rows[rows["share"].notna() & (rows["thing"] != NOT_STATED)]
        if len(rows):
            kind = f"{words.lower()} level" if group in LEVELS else f"technical {words.lower()} managers"
            said.append(f"{kind}: {_listed(rows.sort_values('share', ascending=False, kind='stable'), 3)}")
    if not said:
        return f"No share can be shown by level or by job: {prose.counted(study.n, 'posting')} in all."
    return f"Share of postings, most often named first. {prose.sentence('; '.join(said))}"


def years_note(study: RoleProfile) -> str:
    """Say beneath the table of years what its shares and figures are of.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    text = (
        "Entry, mid and senior: share of all full postings that ask for 0 to 2, 3 to 7, and 8 years or more. Median "
        "and records: postings that state years."
    )
    return " ".join(part for part in (text, refusals(study.years)) if part)


def groups_note(study: RoleProfile) -> str:
    """Say what the columns of the grids are, and which are missing.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    sizes = study.shares.drop_duplicates("group").set_index("group")["n"].astype("float64").to_dict()
    refused = study.shares[study.shares["refused"] != ""].drop_duplicates("group").set_index("group")["refused"]
    missing = [f"{COLUMNS[g].lower()} ({str(refused[g]).split(';')[0]})" for g in COLUMNS if g in refused.index]
    counts = prose.listed([f"{COLUMNS[g].lower()} {prose.number(sizes[g])}" for g in COLUMNS])
    text = (
        f"Levels are those of {definition_words(study.asked.role)} jobs; project, program and product are the "
        f"technical managers of each at all levels. Postings: {counts}."
    )
    text += f" Not shown: {prose.listed(missing)}." if missing else ""
    return " ".join(part for part in (text, levels_words(study)) if part)


def survey_note(study: RoleProfile) -> str:
    """Say whose figures on education stand beside those of the postings.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Source and credit; a reason where there is none.
    """
    if study.survey.empty:
        return "The survey speaks of project managers of information technology in the United States only."
    n, dates = study.survey["n"].iloc[0], study.survey["dates"].iloc[0]
    return (
        f"What {prose.number(n)} respondents in the occupation said in {dates} that the job requires: a second "
        f"witness, but a small one. {fixed_sentence('role_profile', 'credit')}"
    )
