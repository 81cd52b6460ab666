"""What the report on certifications says in words; every number comes from its frames."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.certification_premium import CertificationPremium
from tpm_insights.reports.studies.premium_ladder import LADDER, MAIN_RUNG
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import place_words, widen_words
from tpm_insights.reports.words.intervals import percent_interval, share_interval
from tpm_insights.reports.words.premium_checks import doubt_words, is_clear, survey_figure
from tpm_insights.vocabulary import LEVELS


def answer(study: CertificationPremium) -> str:
    """Say in one paragraph how often the headline certification is asked for and what pay goes with it.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    return " ".join(part for part in (demand_words(study), premium_words(study), others_words(study)) if part)


def demand_words(study: CertificationPremium) -> str:
    """Say how often the headline certification is asked for, and how that changes with the level.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        One or two sentences.
    """
    name, everywhere = study.main, study.share_of(study.main)
    country = place_words(study.asked)
    if everywhere is None:
        few = f"There are too few such postings from {country} to say how often {name} is asked for."
        return f"{few} {widen_words(study.asked)}"
    postings = prose.counted(int(everywhere["n"]), "posting")
    text = (
        f"{name} is asked for in {prose.share(everywhere['share'])} of {postings} from {country} (95% interval "
        f"{share_interval(everywhere)})"
    )
    levels = {level: study.share_of(name, level) for level in LEVELS}
    said = [f"{prose.share(row['share'])} at {level} level" for level, row in levels.items() if row is not None]
    return f"{text}: {prose.listed(said)}." if len(said) > 1 else f"{text}."


def premium_words(study: CertificationPremium) -> str:
    """Say what difference in posted pay goes with the headline certification.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Two sentences, or why there is no figure.
    """
    plain, alike = study.rung_of(study.main, LADDER[0].words), study.rung_of(study.main)
    if plain is None or alike is None:
        rows = study.ladder[study.ladder["certification"] == study.main]
        why = next((reason for reason in rows["refused"] if reason), "no posting states both pay and years")
        return f"Whether posted pay differs with it cannot be said ({why})."
    raw, fair = prose.higher_or_lower(plain["difference"]), prose.higher_or_lower(alike["difference"])
    doubt = doubt_words(study)
    text = (
        f"Posted pay is {raw} where it is asked for ({percent_interval(plain)}); among postings alike in years, "
        f"education, role and title it is {fair} (95% interval {percent_interval(alike)}, "
        f"{prose.records(alike['n'])}){'' if doubt else f', {clear(alike)}'}."
    )
    caution = "Postings say what is offered, not what a person gains by the certificate."
    return " ".join(part for part in (text, doubt, caution) if part)


def clear(row: pd.Series) -> str:
    """Say whether a difference can be told from none.

    Parameters
    ----------
    row : Series
        With ``conf_low_percent`` and ``conf_high_percent``.

    Returns
    -------
    str
        Words for the middle of a sentence.
    """
    return "which would rarely arise by chance alone" if is_clear(row) else "which cannot be told from no difference"


def others_words(study: CertificationPremium) -> str:
    """Say which other certifications are asked for.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        One sentence; empty where there is none to name.
    """
    found = {c: study.share_of(c) for c in study.certifications[1:]}
    said = sorted(((row["share"], c) for c, row in found.items() if row is not None and row["share"] > 0), reverse=True)
    if not said:
        return ""
    most = prose.listed([f"{certification} ({prose.share(share)})" for share, certification in said[:3]])
    return f"Of the other certifications looked at, these are asked for most: {most}."


def key_figures(study: CertificationPremium) -> list[KeyFigure]:
    """Return the key figures.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    list of KeyFigure
        Demand, the difference in pay before and after comparing like with like, and what a survey claims.
    """
    figures = []
    everywhere = study.share_of(study.main)
    if everywhere is not None:
        note = f"{share_interval(everywhere)}, {prose.records(everywhere['n'])}"
        figures.append(KeyFigure(prose.share(everywhere["share"]), f"of postings ask for {study.main}", note))
    labels = {
        LADDER[0].words: "posted pay, plain difference",
        MAIN_RUNG: "among postings alike in years, role and title",
    }
    for rung, label in labels.items():
        row = study.rung_of(study.main, rung)
        if row is None:
            figures.append(KeyFigure("not shown", label, f"too few postings ask for {study.main}"))
        else:
            note = f"{percent_interval(row)}, {prose.records(row['n'])}"
            figures.append(KeyFigure(prose.difference(row["difference"]), label, note))
    return [*figures, *survey_figure(study)]


def demand_alt(study: CertificationPremium) -> str:
    """Say what the figure on demand shows.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = []
    for certification in study.certifications:
        rows = {level: study.share_of(certification, level) for level in LEVELS}
        shares = [f"{prose.share(row['share'])} at {level} level" for level, row in rows.items() if row is not None]
        if shares:
            said.append(f"{certification} {prose.listed(shares)}")
    return "Share of postings that ask for it. " + "; ".join(said) + "." if said else "No share can be shown."


def ladder_alt(study: CertificationPremium) -> str:
    """Say what the figure on pay shows.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = []
    for certification in study.certifications:
        plain, alike = study.rung_of(certification, LADDER[0].words), study.rung_of(certification)
        if plain is not None and alike is not None:
            said.append(
                f"{certification}: plain difference {prose.difference(plain['difference'])}, among alike postings "
                f"{prose.difference(alike['difference'])} ({percent_interval(alike)})"
            )
    return "Difference in posted pay. " + "; ".join(said) + "." if said else "No difference in pay can be shown."


def ladder_note(study: CertificationPremium) -> str:
    """Say beneath the table of pay which figures are missing and which stand out.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    main = study.ladder[study.ladder["rung"] == MAIN_RUNG]
    refused = [certification for certification in study.certifications if study.rung_of(certification) is None]
    tested = main[main["refused"] == ""]
    clearly = tested.loc[tested["p_adjusted"] < 0.05, "certification"].tolist()
    parts = []
    if len(tested) > 1:
        parts.append(
            f"Of {prose.counted(len(tested), 'certification')} compared, {prose.listed(clearly) or 'none'} still "
            f"{'stands' if len(clearly) < 2 else 'stand'} out once the number of comparisons is allowed for."
        )
    if refused:
        parts.append(f"Not shown for {prose.listed(refused)}.")
    return " ".join(parts)


def entry_words(study: CertificationPremium) -> str:
    """Say whether anything can be said on the headline certification at entry level.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        One sentence.
    """
    row = study.share_of(study.main, "entry")
    asking = 0 if row is None else round(row["share"] * row["n"])
    if asking >= study.asked.minimum_cell:
        return ""
    return (
        f"Nothing is said on pay with {study.main} at entry level: {prose.counted(asking, 'entry-level posting')} "
        f"{'asks' if asking == 1 else 'ask'} for it, {study.asked.minimum_cell} needed."
    )
