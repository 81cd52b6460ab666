"""Test every claim of a file: evidence, verdict, and how the verdict changes with what counts as the job and as pay."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.models.notebook_card import html_card
from tpm_insights.reports.claims.finding import EVIDENCE_COLUMNS, Row, nothing_found
from tpm_insights.reports.claims.pay_evidence import level_findings, premium_findings
from tpm_insights.reports.claims.posting_evidence import (
    SHARE_KINDS,
    asked_for_findings,
    postings_of,
    years_findings,
)
from tpm_insights.reports.claims.read import ClaimFile
from tpm_insights.reports.claims.verdict import VERDICTS, Verdict, verdict_of
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.vocabulary import ROLE_DEFINITIONS

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

PAY_KINDS = ("pay_median_in_range", "pay_band_at_level")
ASKED_KINDS = (*SHARE_KINDS, "more_asked_at_level")
PREMIUM_KINDS = ("difference_in_pay", "certification_valued")
UNTESTABLE = "not in the data"
"""The part of a claim that no data here can speak to."""
FAILS: tuple[Verdict, ...] = ("contradicted", "not_testable")
"""Verdicts with which a required claim fails."""


@dataclass(frozen=True, eq=False, repr=False)
class ClaimCheck:
    """The verdicts on the claims of one file. Holds no records.

    Attributes
    ----------
    file : ClaimFile
        The claims.
    asked : Asked
        What was asked for.
    evidence : DataFrame
        One row a claim, definition of the job, kind of pay and part of the claim; columns
        `tpm_insights.reports.claims.finding.EVIDENCE_COLUMNS`.
    verdicts : DataFrame
        One row a claim, definition of the job and kind of pay: ``claim, definition, pay_kind, verdict, why``. Claims
        that are not about pay have an empty ``pay_kind``.
    """

    file: ClaimFile
    asked: Asked
    evidence: pd.DataFrame
    verdicts: pd.DataFrame

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in self.counts().items())
        return f"{type(self).__name__}: {self.file.title}, {self.asked.role}: {counts}"

    def _repr_html_(self) -> str:
        shown = self.tidy()[["topic", "sentence", "verdict", "estimate", "conf_low", "conf_high", "unit", "n"]]
        return html_card(repr(self), [f"{self.file.name}: {len(self.file.claims)} claims"], shown, rows=120)

    @cached_property
    def headline(self) -> pd.DataFrame:
        """Verdicts under the definition asked for, pay being what employers post: one row a claim."""
        rows = self.verdicts[self.verdicts["definition"] == self.asked.role]
        rows = rows[rows["pay_kind"].isin(["", POSTED])].drop_duplicates("claim")
        return rows.set_index("claim").reindex([claim.id for claim in self.file.claims])

    @cached_property
    def _verdict_by_id(self) -> dict[str, Verdict]:
        """Verdicts of the headline."""
        return {str(claim): verdict for claim, verdict in self.headline["verdict"].items()}

    def verdict(self, claim: str) -> Verdict:
        """Return the verdict on one claim of `headline`.

        Parameters
        ----------
        claim : str
            Its id.

        Returns
        -------
        {"supported", "partly", "contradicted", "not_testable"}
            The verdict.
        """
        return self._verdict_by_id[claim]

    def tidy(self) -> pd.DataFrame:
        """Return one row a claim.

        Returns
        -------
        DataFrame
            Columns ``claim, topic, sentence, kind, required, verdict, why``; of its first part ``part, unit, estimate,
            conf_low, conf_high, n, employers, dates, source``; ``definition, pay_kind`` it rests on; the verdict under
            each definition of the job in columns of their names; and ``other_pay_kinds``, the verdict under each other
            kind of pay in words.
        """
        first = self.evidence[self.evidence["definition"] == self.asked.role]
        first = first[first["pay_kind"].isin(["", POSTED])].drop_duplicates("claim").set_index("claim")
        figures = ["part", "unit", "estimate", "conf_low", "conf_high", "n", "employers", "dates", "source"]
        claims = pd.DataFrame(
            [(c.id, c.topic, c.sentence, c.kind, c.required) for c in self.file.claims],
            columns=["claim", "topic", "sentence", "kind", "required"],
        ).set_index("claim")
        by_kind = self.under_pay_kinds()
        by_kind = by_kind[by_kind["pay_kind"] != POSTED]
        said = (by_kind["pay_kind"] + ": " + by_kind["verdict"]).groupby(by_kind["claim"]).agg("; ".join)
        parts = [
            claims,
            self.headline[["verdict", "why"]],
            first[figures].reindex(claims.index),
            self.headline[["definition", "pay_kind"]],
            self.under_definitions(),
            said.reindex(claims.index).fillna("").rename("other_pay_kinds"),
        ]
        return pd.concat(parts, axis=1).reset_index()

    def under_definitions(self) -> pd.DataFrame:
        """Return the verdict on each claim under each definition of the job.

        Returns
        -------
        DataFrame
            Indexed by claim, a column a key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`; pay is what employers post.
        """
        rows = self.verdicts[self.verdicts["pay_kind"].isin(["", POSTED])]
        wide = rows.pivot_table(index="claim", columns="definition", values="verdict", aggfunc="first")
        return wide.reindex(index=[claim.id for claim in self.file.claims], columns=list(ROLE_DEFINITIONS))

    def under_pay_kinds(self) -> pd.DataFrame:
        """Return the verdict on each claim about pay under each kind of pay.

        Returns
        -------
        DataFrame
            Columns of `verdicts`, under the definition asked for.
        """
        rows = self.verdicts[(self.verdicts["definition"] == self.asked.role) & (self.verdicts["pay_kind"] != "")]
        return rows.reset_index(drop=True)

    def counts(self) -> dict[Verdict, int]:
        """Return how many claims have each verdict.

        Returns
        -------
        dict of str to int
            By verdict, from supported to not testable.
        """
        found = self.headline["verdict"].value_counts()
        return {verdict: int(found.get(verdict, 0)) for verdict in VERDICTS}

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of the required claims that are contradicted or cannot be tested."""
        return tuple(claim.id for claim in self.file.claims if claim.required and self.verdict(claim.id) in FAILS)


def check_claims(
    tables: Tables,
    file: ClaimFile,
    *,
    role: str = "technical_delivery",
    country: str = "US",
    currency: str = "USD",
    region: str | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
) -> ClaimCheck:
    """Test every claim of a file under each definition of the job and each kind of pay.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    file : ClaimFile
        The claims; see `tpm_insights.reports.claims.read.read_claims`.
    role : str, default "technical_delivery"
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`; the headline's definition.
    country, currency : str
        ISO codes.
    region : str, optional
        Code of a region of the country; the whole country by default.
    first_year, last_year : int, optional
        Calendar years; all records by default, also those without a date.
    minimum_cell : int, default 10
        Fewest records a median or a share may rest on.

    Returns
    -------
    ClaimCheck
        Evidence and verdicts.

    Examples
    --------
    >>> import tpm_insights as tpm
    >>> check = tpm.check_claims(tpm.load_tables(tpm.find_project()), tpm.read_claims())  # doctest: +SKIP
    >>> check.tidy()[["claim", "verdict", "estimate", "conf_low", "conf_high", "n"]]  # doctest: +SKIP
    """
    asked = Asked(country, currency, role, first_year, last_year, minimum_cell, region)
    tables = _of_these_jobs(tables, asked)
    parts = [
        pd.DataFrame(_rows(tables, file, replace(asked, role=definition))).assign(definition=definition)
        for definition in ROLE_DEFINITIONS
    ]
    evidence = pd.concat(parts, ignore_index=True).reindex(columns=list(EVIDENCE_COLUMNS))
    return ClaimCheck(file, asked, evidence, _verdicts(evidence))


def _of_these_jobs(tables: Tables, asked: Asked) -> Tables:
    """Keep the postings and salaries that some definition of the job counts, so that the others are sorted out once."""
    families = sorted({family for definition in ROLE_DEFINITIONS.values() for family in definition})
    frames = {}
    for name in ("facts", "salaries"):
        frame = getattr(tables, name)
        frames[name] = frame[frame["role_family"].isin(families) & (frame["country"] == asked.country)]
    frames["facts"] = frames["facts"][frames["facts"]["text_kind"] == "full"]
    return replace(tables, **{name: frame.reset_index(drop=True) for name, frame in frames.items()})


def _rows(tables: Tables, file: ClaimFile, asked: Asked) -> list[Row]:
    """Return the evidence under one definition of the job, in the order of the claims."""
    postings, paid = postings_of(tables.facts, asked), postings_with_pay(tables.facts, asked)
    rows = [
        *level_findings(tables, paid, file, [c for c in file.claims if c.kind in PAY_KINDS], asked),
        *asked_for_findings(postings, [c for c in file.claims if c.kind in ASKED_KINDS], asked),
        *years_findings(postings, [c for c in file.claims if c.kind == "years_at_level"], asked),
        *premium_findings(tables, paid, file, [c for c in file.claims if c.kind in PREMIUM_KINDS], asked),
    ]
    for claim in file.claims:
        if why := claim.reason or claim.untestable:
            kinds = dict.fromkeys(str(row["pay_kind"]) for row in rows if row["claim"] == claim.id) or {"": None}
            rows += [nothing_found(claim, why, part=UNTESTABLE, pay_kind=kind, n=math.nan) for kind in kinds]
    order = {claim.id: place for place, claim in enumerate(file.claims)}
    return sorted(rows, key=lambda row: order[str(row["claim"])])


def _verdicts(evidence: pd.DataFrame) -> pd.DataFrame:
    """Join the parts of each claim, definition and kind of pay."""
    keys = ["claim", "definition", "pay_kind"]
    rows = [
        (*key, verdict_of(part["outcome"]), "; ".join(part["part"] + ": " + part["why"]))
        for key, part in evidence.groupby(keys, sort=False)
    ]
    return pd.DataFrame(rows, columns=[*keys, "verdict", "why"])
