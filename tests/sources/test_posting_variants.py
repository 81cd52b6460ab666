"""Formats of postings as they vary from board to board, edition to edition and download to download."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tpm_insights.clean.postings import clean_postings
from tpm_insights.errors import DataError, UsageError
from tpm_insights.sources import read_postings

from . import invented
from .invented import TEXT, page, write


def rows(folder: Path, content: object, name: str = "download") -> list[dict[str, Any]]:
    """The postings of a file, without what is missing."""
    frame = read_postings(write(folder, name, content))
    return [{k: v for k, v in row.items() if pd.notna(v)} for row in frame.to_dict("records")]


def clean(folder: Path, content: object) -> dict[str, Any]:
    """The first cleaned posting, without what is missing; the account balances."""
    postings, ledger = clean_postings(read_postings(write(folder, "download", content)))
    ledger.check(len(postings))
    return {k: v for k, v in postings.iloc[0].items() if pd.notna(v)}


class TestGreenhouse:
    def job(self, **changed: object) -> dict[str, Any]:
        job = {**invented.GREENHOUSE["jobs"][0], **changed}
        return {key: value for key, value in job.items() if value != "absent"}

    def test_one_job_asked_for_by_its_number(self, tmp_path: Path) -> None:
        assert rows(tmp_path, self.job())[0]["posting_id"] == "1001"

    def test_several_boards_in_one_file(self, tmp_path: Path) -> None:
        assert len(rows(tmp_path, [invented.GREENHOUSE, invented.GREENHOUSE])) == 4

    def test_lines_of_jobs(self, tmp_path: Path) -> None:
        assert len(rows(tmp_path, f"{json.dumps(self.job())}\n{json.dumps(self.job(id=2))}\n")) == 2

    @pytest.mark.parametrize(
        ("ranges", "expected"),
        [
            ([], None),
            (None, None),
            ("absent", None),
            (
                [{"min_cents": 5000, "max_cents": 6000, "currency_type": "USD", "title": "Hourly range"}],
                (50, 60, "hour"),
            ),
            (
                [{"min_cents": 9000000, "max_cents": None, "currency_type": "EUR", "title": None}],
                (90_000, None, "year"),
            ),
            ([{"min_cents": 9000000, "max_cents": 9900000, "currency_type": "USD"}], (90_000, 99_000, "year")),
            ([{"min_cents": 0, "max_cents": 0, "currency_type": "USD", "title": "Range"}], None),
        ],
    )
    def test_pay_ranges(self, tmp_path: Path, ranges: object, expected: tuple[float, float, str] | None) -> None:
        row = clean(tmp_path, {"jobs": [self.job(pay_input_ranges=ranges)]})
        found = (row.get("pay_low"), row.get("pay_high"), row.get("pay_period"))
        assert found == (expected or (None, None, None))

    def test_parts_may_be_missing_or_new(self, tmp_path: Path) -> None:
        bare = self.job(
            departments=None, location=None, offices=[{"name": "x"}], metadata=[], education="education_required"
        )
        row = rows(tmp_path, {"jobs": [bare]})[0]
        assert "place" not in row
        assert row["title"] == "Technical Program Manager"

    def test_content_that_is_not_escaped(self, tmp_path: Path) -> None:
        assert rows(tmp_path, {"jobs": [self.job(content="<p>Plan it.</p>")]})[0]["text"] == "<p>Plan it.</p>"

    def test_a_board_without_jobs_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="the JSON holds no postings"):
            rows(tmp_path, {"jobs": [], "meta": {"total": 0}})


class TestLever:
    def test_groups_of_postings(self, tmp_path: Path) -> None:
        assert (
            len(rows(tmp_path, [{"title": "IT", "postings": invented.LEVER * 2}, {"title": "HR", "postings": []}])) == 2
        )

    @pytest.mark.parametrize(
        ("pay", "expected"),
        [
            ({"min": 40, "max": 50, "currency": "USD", "interval": "per-hour-wage"}, (40, 50, "hour")),
            ({"min": 4000, "max": 5000, "currency": "EUR", "interval": "per-month-salary"}, (4000, 5000, "month")),
            (
                {"min": 90_000, "max": 90_000, "currency": "CAD", "interval": "per-year-salary"},
                (90_000, 90_000, "year"),
            ),
            ({"min": 90_000, "currency": "USD"}, (90_000, None, "year")),
            ({"min": 5_000, "max": 6_000, "currency": "USD", "interval": "one-time"}, None),
            (None, None),
        ],
    )
    def test_pay(self, tmp_path: Path, pay: object, expected: tuple[float, float, str] | None) -> None:
        row = clean(tmp_path, [{**invented.LEVER[0], "salaryRange": pay}])
        assert (row.get("pay_low"), row.get("pay_high"), row.get("pay_period")) == (expected or (None, None, None))

    def test_plain_texts_only_and_few_parts(self, tmp_path: Path) -> None:
        item = {
            "id": "x",
            "text": "Scrum Master",
            "categories": {},
            "descriptionPlain": "Plan it.",
            "additionalPlain": "Apply.",
            "lists": [],
            "hostedUrl": "https://jobs.eu.lever.co/inventedco/x",
            "workplaceType": "remote",
        }
        row = rows(tmp_path, [item])[0]
        assert (row["text"], row["employer"], row["workplace"]) == ("Plan it.\n\nApply.", "inventedco", "remote")


class TestAshby:
    def job(self, compensation: object) -> dict[str, Any]:
        return {"jobs": [{**invented.ASHBY["jobs"][0], "compensation": compensation}]}

    def part(self, interval: str, low: float | None, high: float | None, currency: str = "USD") -> dict[str, Any]:
        return {
            "compensationType": "Salary",
            "interval": interval,
            "currencyCode": currency,
            "minValue": low,
            "maxValue": high,
        }

    def test_pay(self, tmp_path: Path) -> None:
        for interval, low, high, period in (
            ("1 HOUR", 50, 60, "hour"),
            ("1 MONTH", 8000, None, "month"),
            ("1 YEAR", 9e4, 1e5, "year"),
        ):
            tier = {"title": "T", "components": [self.part(interval, low, high)]}
            row = clean(tmp_path, self.job({"compensationTierSummary": "x", "compensationTiers": [tier]}))
            assert (row["pay_low"], row.get("pay_high"), row["pay_period"]) == (low, high, period)

    def test_only_a_summary_of_components(self, tmp_path: Path) -> None:
        pay = {"compensationTiers": [], "summaryComponents": [self.part("1 YEAR", 90_000, 120_000)]}
        assert clean(tmp_path, self.job(pay))["pay_high"] == 120_000

    @pytest.mark.parametrize("pay", [None, {}, {"compensationTiers": []}, {"compensationTiers": [{"components": []}]}])
    def test_no_pay(self, tmp_path: Path, pay: object) -> None:
        assert "pay_low" not in clean(tmp_path, self.job(pay))

    def test_fetched_without_compensation_and_without_address(self, tmp_path: Path) -> None:
        job = {
            k: v
            for k, v in invented.ASHBY["jobs"][0].items()
            if k not in ("compensation", "address", "secondaryLocations")
        }
        assert rows(tmp_path, {"jobs": [job], "apiVersion": "1"})[0]["place"] == "Remote - US"


class TestTheMuse:
    def test_pages_in_a_list_and_in_a_zip(self, tmp_path: Path) -> None:
        assert len(rows(tmp_path, [invented.MUSE, invented.MUSE])) == 2
        with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
            for number in (1, 2, 3):
                archive.writestr(f"{number:04}.json", json.dumps(invented.MUSE))
            archive.writestr("SHA256SUMS", "x")
            archive.writestr("MANIFEST", "{}")
        assert len(read_postings(tmp_path / "pages.zip")) == 3

    def test_an_empty_page_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="the JSON holds no postings"):
            rows(tmp_path, {**invented.MUSE, "results": []})

    def test_parts_may_be_missing(self, tmp_path: Path) -> None:
        job = {**invented.MUSE["results"][0], "locations": [], "company": None, "levels": None}
        assert "place" not in rows(tmp_path, {"results": [job], "page_count": 1})[0]


class TestUsajobs:
    def pay(self, **pay: str) -> dict[str, Any]:
        item = json.loads(json.dumps(invented.USAJOBS))
        job = item["SearchResult"]["SearchResultItems"][0]["MatchedObjectDescriptor"]
        job["PositionRemuneration"] = [pay]
        return item

    @pytest.mark.parametrize(
        ("code", "words", "low", "period"),
        [
            ("PA", None, "92166.0", "year"),
            ("PA", "Per Year", "92166", "year"),
            ("PH", "Per Hour", "31.50", "hour"),
            ("Per Hour", None, "31.50", "hour"),
            ("PD", None, "400", "day"),
        ],
    )
    def test_periods_of_pay(self, tmp_path: Path, code: str, words: str | None, low: str, period: str) -> None:
        pay = {"MinimumRange": low, "MaximumRange": low, "RateIntervalCode": code}
        row = clean(tmp_path, self.pay(**pay, **({"Description": words} if words else {})))
        assert (row["pay_low"], row["pay_period"]) == (float(low), period)

    @pytest.mark.parametrize("code", ["PW", "WC", "BW", "FB", "SY"])
    def test_piece_work_and_unpaid_work_have_no_yearly_pay(self, tmp_path: Path, code: str) -> None:
        assert "pay_low" not in clean(tmp_path, self.pay(MinimumRange="900", MaximumRange="990", RateIntervalCode=code))

    def test_several_answers_and_an_empty_one(self, tmp_path: Path) -> None:
        assert len(rows(tmp_path, [invented.USAJOBS, invented.USAJOBS])) == 2
        empty = {"LanguageCode": "EN", "SearchResult": {"SearchResultCount": 0, "SearchResultItems": []}}
        with pytest.raises(DataError, match="the JSON holds no postings"):
            rows(tmp_path, empty)


class TestJsonLd:
    def test_several_scripts_with_a_broken_one_among_them(self, tmp_path: Path) -> None:
        good = json.dumps(invented.JOB_POSTING)
        other = json.dumps({"@type": "BreadcrumbList", "itemListElement": []})
        scripts = [
            other,
            good,
            good[:-9],
            '{"@type": "WebSite", broken',
            json.dumps({**invented.JOB_POSTING, "title": "PM"}),
        ]
        body = "".join(f"<script type='application/ld+json'>{text}</script>" for text in scripts)
        found = rows(tmp_path, f"<html><head>{body}</head></html>")
        assert [row.get("title") for row in found] == ["Technical Project Manager", None, "PM"]
        postings, ledger = clean_postings(read_postings(tmp_path / "download"))
        assert (len(postings), ledger.rows_removed) == (2, 1)

    def test_a_page_with_nothing_but_a_broken_one(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="broken JSON; save the page again"):
            rows(tmp_path, page(invented.JOB_POSTING).replace('"title":', '"title"'))

    @pytest.mark.parametrize(
        ("pay", "expected"),
        [
            (90_000, (90_000, 90_000, "year")),
            ("90000", (90_000, 90_000, "year")),
            ("90,000.00", (90_000, 90_000, "year")),
            ({"@type": "MonetaryAmount", "currency": "USD", "value": 90_000}, (90_000, 90_000, "year")),
            ({"currency": "USD", "minValue": 9e4, "maxValue": 1e5, "unitText": "YEAR"}, (90_000, 100_000, "year")),
            ({"currency": "USD", "value": {"minValue": "40", "maxValue": "50", "unitText": "HOUR"}}, (40, 50, "hour")),
            ({"currency": "USD", "value": {"value": "45.50", "unitText": "Hour"}}, (45.5, 45.5, "hour")),
            ({"currency": "USD", "value": {"minValue": 5000, "unitText": "MONTH"}}, (5000, None, "month")),
            ([{"value": {"minValue": 9e4, "maxValue": 1e5, "unitText": "YEAR"}}], (9e4, 1e5, "year")),
            ({"currency": "USD", "value": {"minValue": 0, "maxValue": 0, "unitText": "YEAR"}}, None),
            ("", None),
            ({"currency": "USD"}, None),
        ],
    )  # fmt: skip
    def test_pay(self, tmp_path: Path, pay: object, expected: tuple[float, float, str] | None) -> None:
        row = clean(tmp_path, page({**invented.JOB_POSTING, "baseSalary": pay, "salaryCurrency": "USD"}))
        assert (row.get("pay_low"), row.get("pay_high"), row.get("pay_period")) == (expected or (None, None, None))

    def test_escaped_description_is_read_like_plain_markup(self, tmp_path: Path) -> None:
        from tpm_insights.extract.facts import extract_facts

        text = "<p>PMP required.</p><p>Seven years of experience required.</p>"
        for description in (text, text.replace("<", "&lt;").replace(">", "&gt;")):
            document = {**invented.JOB_POSTING, "description": description, "qualifications": None}
            facts, _ = extract_facts(read_postings(write(tmp_path, "a.html", page(document))))
            assert (facts["cert_pmp"][0], facts["years_min"][0]) == ("required", 7)

    def test_requirements_given_as_objects(self, tmp_path: Path) -> None:
        document = {
            **invented.JOB_POSTING,
            "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 60},
            "educationRequirements": [
                {"@type": "EducationalOccupationalCredential", "credentialCategory": "bachelor degree"}
            ],
        }
        text = rows(tmp_path, document)[0]["text"]
        assert "Experience:\n60 months of experience" in text
        assert "Education:\nbachelor degree" in text

    def test_item_list_and_bare_lines(self, tmp_path: Path) -> None:
        listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": invented.JOB_POSTING}]}
        assert len(rows(tmp_path, page(listed))) == 1
        assert len(rows(tmp_path, "\n".join([json.dumps(invented.JOB_POSTING)] * 3))) == 3

    def test_a_page_in_an_older_encoding_that_says_so(self, tmp_path: Path) -> None:
        text = page({**invented.JOB_POSTING, "title": "PLACE"}).replace("PLACE", "Chef de projet à Orléans")
        text = text.replace("<head>", '<head><meta charset="iso-8859-1">')
        (tmp_path / "a.html").write_bytes(text.encode("latin-1"))
        assert read_postings(tmp_path / "a.html")["title"][0] == "Chef de projet à Orléans"

    def test_a_page_without_a_posting(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="no JobPosting in JSON-LD"):
            rows(tmp_path, "<html><body>Apply now.</body></html>")


class TestJobSpy:
    def frame(self) -> pd.DataFrame:
        return pd.read_csv(io.StringIO(invented.JOBSPY))

    def test_columns_of_the_first_version(self, tmp_path: Path) -> None:
        old = (
            self.frame().drop(columns=["id", "salary_source"]).assign(is_remote=True, num_urgent_words=1, benefits=None)
        )
        found = rows(tmp_path, old.to_csv(index=False))
        assert [row["pay_origin"] for row in found] == ["unknown", "field", "field"]

    def test_columns_of_a_later_version_in_another_order(self, tmp_path: Path) -> None:
        new = self.frame().assign(
            job_url_direct=None, job_level="mid", job_function=None, listing_type=None, company_industry="IT",
            company_url="https://example.org", company_logo="x", company_description="A text that is no posting.",
            skills="Jira, Scrum", experience_range=None, vacancy_count=1, work_from_home_type="Hybrid",
        )  # fmt: skip
        found = rows(tmp_path, new[sorted(new.columns)].to_csv(index=False))
        assert [row["title"] for row in found] == ["Project Manager", "Program Manager", "IT Manager"]
        assert {"company_description", "emails"}.isdisjoint(found[0])
        assert found[0]["text"] == "Line one.\nLine two."

    @pytest.mark.parametrize("word", ["nan", "NaN", "None", "<NA>"])
    def test_missing_written_as_a_word(self, tmp_path: Path, word: str) -> None:
        frame = self.frame().assign(min_amount=word, max_amount=word, interval=word, currency=word, company=word)
        row = clean(tmp_path, frame.to_csv(index=False))
        assert {"pay_low", "pay_high", "pay_period", "pay_currency", "employer"}.isdisjoint(row)
        _, ledger = clean_postings(read_postings(tmp_path / "download"))
        assert ledger.entries == []

    @pytest.mark.parametrize("orient", ["records", "lines", "python"])
    def test_json(self, tmp_path: Path, orient: str) -> None:
        frame = self.frame().assign(date_posted=pd.to_datetime(self.frame()["date_posted"]))
        if orient == "python":  # json.dumps of records with numpy's missing values
            frame = frame.assign(date_posted=frame["date_posted"].astype("str"))
            text = json.dumps(frame.astype(object).to_dict("records"), default=str)
            assert "NaN" in text
        else:
            text = frame.to_json(orient="records", lines=orient == "lines", date_format="iso")
        row = clean(tmp_path, text)
        assert (row["pay_low"], row["pay_period"], str(row["posted_on"].date())) == (80_000, "year", "2025-03-01")

    def test_written_as_its_authors_advise(self, tmp_path: Path) -> None:
        import csv

        frame = self.frame().assign(description='A "quoted" text,\nwith lines \\- and signs')
        frame.to_csv(tmp_path / "jobs.csv", quoting=csv.QUOTE_NONNUMERIC, escapechar="\\", index=False)
        found = read_postings(tmp_path / "jobs.csv")
        assert len(found) == 3
        assert found["text"].str.startswith('A "quoted" text,\nwith lines').all()


class TestLinkedIn:
    def test_the_edition_of_2023(self, tmp_path: Path) -> None:
        frame = pd.read_csv(io.StringIO(invented.LINKEDIN)).drop(columns="company_name")
        frame = frame.assign(company_id=[553718.0, None], applies=1, skills_desc="A second text.", scraped=1)
        found = rows(tmp_path, frame.to_csv(index=False))
        assert found[0]["employer"] == "LinkedIn company 553718.0"
        assert "employer" not in found[1]
        assert "skills_desc" not in found[0]

    def test_the_archive_with_its_other_tables(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
            archive.writestr("postings.csv", invented.LINKEDIN)
            archive.writestr("companies/companies.csv", "company_id,name,description\n1,Invented Co,We make things.\n")
            archive.writestr("jobs/salaries.csv", "salary_id,job_id,max_salary\n1,1,60000\n")
        found = read_postings(tmp_path / "archive.zip")
        assert found["source"].unique().tolist() == ["linkedin_kaggle"]
        assert len(found) == 2


class TestNewYork:
    def test_answer_of_the_open_data_server(self, tmp_path: Path) -> None:
        frame = pd.read_csv(io.StringIO(invented.NYC), dtype="str")
        frame.columns = [name.lower().replace(" ", "_") for name in frame.columns]
        records = [{k: v for k, v in row.items() if isinstance(v, str)} for row in frame.to_dict("records")]
        records[0] |= {"salary_range_from": "70000.0000000000", "career_level": "Experienced", "to_apply": "Mail us."}
        row = clean(tmp_path, records)
        assert (row["pay_low"], row["pay_period"], row["region"]) == (70_000, "year", "NY")
        assert (row["place"], "to_apply" in row) == ("1 Invented St, N Y, New York, NY", False)

    def test_a_download_with_the_names_apart(self, tmp_path: Path) -> None:
        frame = pd.read_csv(io.StringIO(invented.NYC), dtype="str")
        names = [name.lower().replace(" ", "_") for name in frame.columns]
        columns = [{"id": -1, "name": "sid", "fieldName": ":sid"}, *({"name": n, "fieldName": n} for n in names)]
        cells = [["row-1", *row] for row in frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]
        row = clean(tmp_path, {"meta": {"view": {"name": "Jobs", "columns": columns}}, "data": cells})
        assert (row["source"], row["posting_id"], row["pay_high"]) == ("nyc", "10", 95_000)

    def test_absent_and_renamed_columns(self, tmp_path: Path) -> None:
        frame = pd.read_csv(io.StringIO(invented.NYC), dtype="str")
        frame = frame.drop(columns=["Agency", "Salary Frequency", "Preferred Skills", "Posting Date", "Work Location"])
        row = clean(
            tmp_path, frame.rename(columns={"Posting Type": "posting type", "Job ID": "JOB_ID"}).to_csv(index=False)
        )
        assert (row["source"], row["posting_id"], row["pay_low"]) == ("nyc", "10", 70_000)
        assert "employer" not in row


class TestFiles:
    def test_a_wrong_source_is_refused_for_every_shape(self, tmp_path: Path) -> None:
        from .test_boards import SHAPES

        for name, shape in SHAPES.items():
            for other in SHAPES.keys() - {name}:
                with pytest.raises(DataError, match=f"does not look like {other}|no JobPosting"):
                    read_postings(write(tmp_path, "file", shape), source=other)

    @pytest.mark.parametrize(
        "data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0", gzip.compress(b""), b"PK\x05\x06" + b"\0" * 18]
    )
    def test_nothing_in_it(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "a.csv").write_bytes(data)
        with pytest.raises(DataError, match="is empty"):
            read_postings(tmp_path / "a.csv")

    @pytest.mark.parametrize("kind", ["gz", "zip", "xlsx", "parquet", "json"])
    def test_cut_off_anywhere_is_one_plain_line(self, tmp_path: Path, kind: str) -> None:
        frame = pd.DataFrame({"title": "PM", "text": [f"{TEXT} {i}" for i in range(40)]})
        path = tmp_path / f"a.{kind}"
        if kind == "gz":
            path.write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
        elif kind == "zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("a.csv", frame.to_csv(index=False))
        elif kind == "xlsx":
            frame.to_excel(path, index=False)
        elif kind == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_json(path, orient="records", indent=1)
        whole = path.read_bytes()
        for share in (0.02, 0.3, 0.6, 0.9, 0.999):
            path.write_bytes(whole[: int(len(whole) * share)])
            with pytest.raises(DataError) as caught:
                read_postings(path)
            assert "\n" not in str(caught.value)

    def test_columns_of_one_name(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("title,text,title,note,note\nPM,Plan it.,x,1,2\n")
        row = read_postings(tmp_path / "a.csv").iloc[0]
        assert (row["title"], row["text"], row["note"], row["note.1"]) == ("PM", "Plan it.", "1", "2")
        frame = pd.DataFrame([["PM", "x", "Plan it."]], columns=["title", "title", "text"])
        frame.to_excel(tmp_path / "a.xlsx", index=False)
        assert read_postings(tmp_path / "a.xlsx")["title"][0] == "PM"
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(
            pa.table([["PM"], ["x"], ["Plan it."]], names=["title", "title", "text"]), tmp_path / "a.parquet"
        )
        assert read_postings(tmp_path / "a.parquet")["title"][0] == "PM"

    def test_a_workbook_with_a_title_and_other_sheets(self, tmp_path: Path) -> None:
        with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
            pd.DataFrame([["About", "this file"], ["Made", "by hand"]]).to_excel(
                book, sheet_name="Read me", header=False, index=False
            )
            table = [
                ["Postings of May", None, None],
                [None] * 3,
                ["Job Title", "Job Description", "Firm"],
                ["PM", TEXT, "Acme"],
            ]
            pd.DataFrame(table).to_excel(book, sheet_name="Data", header=False, index=False)
        assert read_postings(tmp_path / "a.xlsx")["title"].tolist() == ["PM"]

    def test_two_sheets_of_postings_must_be_told_apart(self, tmp_path: Path) -> None:
        with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
            for name in ("May", "June"):
                pd.DataFrame({"title": ["PM"], "text": [TEXT]}).to_excel(book, sheet_name=name, index=False)
        with pytest.raises(DataError, match=r"holds 2 sheets that could be postings \('May', 'June'\)"):
            read_postings(tmp_path / "a.xlsx")

    def test_an_archive_without_postings(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("a.csv", "x,y\n1,2\n")
            archive.writestr("b.csv", "x,y\n1,2\n")
        with pytest.raises(DataError, match=r"holds 2 files and none is in any shape of postings known here"):
            read_postings(tmp_path / "a.zip")
        with pytest.raises(UsageError, match="no source of postings is called 'x'"):
            read_postings(tmp_path / "a.zip", source="x")

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le-sig"])
    def test_marks_of_encoding(self, tmp_path: Path, encoding: str) -> None:
        text = "title\ttext\r\nPM\tCafé, plan it.\r\n"
        data = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("le-sig") else text.encode(encoding)
        (tmp_path / "a.txt").write_bytes(data)
        assert read_postings(tmp_path / "a.txt")["text"].tolist() == ["Café, plan it."]
