"""The report that checks the claims of an article: its tables and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.project import find_project
from tpm_insights.reports.claims.check import ASKED_KINDS, ClaimCheck, check_claims
from tpm_insights.reports.claims.posting_evidence import SHARE_KINDS
from tpm_insights.reports.claims.read import Claim, ClaimFile, read_claims
from tpm_insights.reports.claims.verdict import VERDICTS, Verdict
from tpm_insights.reports.studies.asked import Asked, full_postings
from tpm_insights.reports.studies.basis import Basis, basis_of
from tpm_insights.reports.studies.claim_figures import pay_chart, share_chart
from tpm_insights.reports.studies.claim_tables import figures_of, pay_rows, premium_rows, premiums_by_definition
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.reports.words.findings import finding_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size

SHARE = {"estimate": "share", "conf_low": "conf_low_share", "conf_high": "conf_high_share"}
ODDS = {"estimate": "odds", "conf_low": "conf_low_odds", "conf_high": "conf_high_odds"}
YEARS = {"estimate": "years_asked", "conf_low": "conf_low_years", "conf_high": "conf_high_years"}


@dataclass(frozen=True, eq=False)
class ClaimReport:
    """Everything the report on claims shows.

    Attributes
    ----------
    check : ClaimCheck
        Evidence and verdicts.
    basis : Basis
        What the shares of postings rest on.
    inputs : tuple of (str, str, int)
        Path as given, SHA-256 and number of claims of a file of one's own; none for the claims of the article.
    """

    check: ClaimCheck
    basis: Basis
    inputs: tuple[tuple[str, str, int], ...] = ()

    @property
    def asked(self) -> Asked:
        """What was asked for."""
        return self.check.asked

    @property
    def file(self) -> ClaimFile:
        """The claims."""
        return self.check.file

    @property
    def evidence(self) -> pd.DataFrame:
        """Figures under the definition asked for, with ``refused`` and the ``label`` of each claim."""
        return figures_of(self.check)

    @property
    def overview(self) -> pd.DataFrame:
        """How many claims of each topic have each verdict: ``topic`` and a column ``n_`` a verdict."""
        headline = self.check.headline.assign(topic=[claim.topic for claim in self.file.claims])
        rows = [
            {"topic": topic} | {f"n_{verdict}": int((part["verdict"] == verdict).sum()) for verdict in VERDICTS}
            for topic, part in headline.groupby("topic", sort=False)
        ]
        return pd.DataFrame(rows)

    @property
    def pay(self) -> pd.DataFrame:
        """Claims about pay: ``claim, kind, median, conf_low, conf_high, n, employers, dates, verdict, refused``."""
        return pay_rows(self.check)

    @property
    def pay_table(self) -> pd.DataFrame:
        """`pay` without kinds of pay of which there is no record at all."""
        return self.pay[(self.pay["n"] != 0) | (self.pay["kind"] == POSTED)].drop(columns="id").reset_index(drop=True)

    @property
    def premiums(self) -> pd.DataFrame:
        """Claims about pay with a certification, one row a certification."""
        return premium_rows(self.check)

    @property
    def premiums_elsewhere(self) -> pd.DataFrame:
        """Posted pay with each certification that a claim names, under each definition of the job."""
        return premiums_by_definition(self.check)

    @property
    def changes(self) -> pd.DataFrame:
        """Claims with several verdicts, those not testable left aside: ``topic, claim`` and a column a definition."""
        wide = self.check.under_definitions()
        wide = wide[[len(set(row) - {"not_testable"}) > 1 for row in wide.to_numpy().tolist()]]
        claims = [claim for claim in self.file.claims if claim.id in wide.index]
        wide.insert(0, "topic", [claim.topic for claim in claims])
        wide.insert(1, "claim", [claim.label for claim in claims])
        return wide.reset_index(drop=True)

    @property
    def untested(self) -> pd.DataFrame:
        """Claims without a verdict: ``claim, why``."""
        headline = self.check.headline
        rows = [(f"{c.topic} ({c.label})", headline.loc[c.id, "why"]) for c in self.claims_with("not_testable")]
        return pd.DataFrame(rows, columns=["claim", "why"])

    @property
    def everything(self) -> pd.DataFrame:
        """Every claim: ``topic, sentence, verdict, found, n, why, source, dates``; found and n of its first part."""
        tidy = self.check.tidy()
        rows = [{str(key): value for key, value in row.items()} for row in tidy.to_dict("records")]
        found = [finding_words(row, self.asked.currency) for row in rows]
        columns = ["topic", "sentence", "verdict", "found", "n", "why", "source", "dates"]
        return tidy.assign(found=found)[columns]

    @property
    def asked_topics(self) -> tuple[str, ...]:
        """Topics with claims about what postings ask for, in the order of the file."""
        return tuple(topic for topic in self.file.topics if len(self.shares(topic)) or len(self.years(topic)))

    def verdict(self, claim: str) -> Verdict:
        """Return the verdict on a claim, under the definition asked for.

        Parameters
        ----------
        claim : str
            Its id.

        Returns
        -------
        {"supported", "partly", "contradicted", "not_testable"}
            Of posted pay, where the claim is about pay.
        """
        return self.check.verdict(claim)

    def claims_with(self, verdict: Verdict) -> list[Claim]:
        """Return the claims that have a verdict.

        Parameters
        ----------
        verdict : {"supported", "partly", "contradicted", "not_testable"}
            The verdict.

        Returns
        -------
        list of Claim
            In the order of the file.
        """
        return [claim for claim in self.file.claims if self.verdict(claim.id) == verdict]

    def shares(self, topic: str) -> pd.DataFrame:
        """Return the claims of a topic of which a share is part.

        Parameters
        ----------
        topic : str
            A topic of the file.

        Returns
        -------
        DataFrame
            ``claim, verdict, share, conf_low_share, conf_high_share, odds, conf_low_odds, conf_high_odds, n, employers,
            dates, refused``; without the odds where no claim of the topic names a level.
        """
        rows = self._of(topic, ASKED_KINDS)
        odds = rows[rows["part"].str.startswith("odds")].rename(columns=ODDS).set_index("id")
        first = rows.drop_duplicates("id").rename(columns=SHARE).set_index("id")
        first[list(SHARE.values())] = first[list(SHARE.values())].mask(first["unit"] == "odds")
        columns = ["claim", "verdict", *SHARE.values(), "n", "employers", "dates", "refused"]
        if len(odds):
            first = first.join(odds[list(ODDS.values())])
            columns[5:5] = list(ODDS.values())
        return first[columns].reset_index(drop=True)

    def years(self, topic: str) -> pd.DataFrame:
        """Return the claims of a topic about years of experience.

        Parameters
        ----------
        topic : str
            A topic of the file.

        Returns
        -------
        DataFrame
            ``claim, verdict, years_asked, conf_low_years, conf_high_years, n, employers, dates, refused``.
        """
        rows = self._of(topic, ("years_at_level",)).drop_duplicates("id").rename(columns=YEARS)
        return rows[["claim", "verdict", *YEARS.values(), "n", "employers", "dates", "refused"]].reset_index(drop=True)

    def _of(self, topic: str, kinds: tuple[str, ...]) -> pd.DataFrame:
        """Return the evidence on claims of a topic and of some kinds, with their verdicts."""
        ids = [claim.id for claim in self.file.claims if claim.topic == topic and claim.kind in kinds]
        rows = self.evidence[self.evidence["claim"].isin(ids)]
        return rows.assign(id=rows["claim"], claim=rows["label"], verdict=rows["claim"].map(self.verdict))

    def draw_pay(self, size: Size) -> Figure | None:
        """Draw median pay against the claimed ranges, under each kind of pay; total pay stands in the table alone.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Medians with their intervals, a panel a claim, the claimed range framed.
        """
        return pay_chart(self.pay, self.file.claims, self.asked.currency, size)

    def share_figure(self, topic: str) -> Callable[[Size], Figure | None]:
        """Return the function that draws the shares of a topic.

        Parameters
        ----------
        topic : str
            A topic of the file.

        Returns
        -------
        callable
            Takes a `Size`; draws shares with their intervals, the largest first, what the claim needs framed.
        """
        claims = [claim for claim in self.file.claims if claim.topic == topic and claim.kind in SHARE_KINDS]
        needed = {claim.label: claim.at_least for claim in claims}
        rows = self.shares(topic)
        return partial(share_chart, rows[rows["claim"].isin(list(needed))], needed)


def study_claim_check(
    tables: Tables,
    *,
    claims_file: str | None = None,
    country: str,
    currency: str,
    role: str,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
    region: str | None = None,
) -> ClaimReport:
    """Compute everything the report on claims shows.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    claims_file : str, optional
        A TOML file of claims, from the folder of the project; the claims of the career article by default.
    country, currency : str
        ISO codes.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.
    first_year, last_year : int, optional
        Calendar years; all records by default, also those without a date.
    minimum_cell : int, default 10
        Fewest records a median or a share may rest on.
    region : str, optional
        Code of a region of the country; the whole country by default.

    Returns
    -------
    ClaimReport
        Frames, and the figures drawn from them.
    """
    path = None if claims_file is None else find_project().root / Path(claims_file).expanduser()
    file = read_claims(path)
    check = check_claims(
        tables, file, role=role, country=country, currency=currency, region=region, first_year=first_year,
        last_year=last_year, minimum_cell=minimum_cell,
    )  # fmt: skip
    inputs = () if claims_file is None else ((claims_file, file.sha256, len(file.claims)),)
    return ClaimReport(check, basis_of(full_postings(tables.facts, check.asked)), inputs)
