"""The tables this package knows, each declared once: column, type, unit, meaning, allowed values.

From a declaration a frame is coerced (what does not fit becomes missing, with a line in the ledger), checked (all
violations at once), documented (the data dictionary) and invented (rows for tests).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tpm_insights import vocabulary as v
from tpm_insights.errors import DataError, examples_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tpm_insights.ledger import Ledger

Kind = Literal["text", "integer", "number", "flag", "date"]
DTYPES: dict[str, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "flag": "boolean",
    "date": "datetime64[us]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Name in snake_case; the unit is in the name or in `unit`.
    kind : {"text", "integer", "number", "flag", "date"}
        What a cell holds.
    meaning : str
        One line for the data dictionary.
    unit : str
        Unit of a number; empty where there is none.
    allowed : tuple of str
        Closed list of values; empty for any.
    minimum, maximum : float, optional
        Closed bounds of a number.
    required : bool
        True if a missing value breaks the declaration.
    unique : bool
        True if a value may stand only once.
    typical : int, optional
        What every invented row holds, for columns whose other values would take the row out of most uses.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    unique: bool = False
    typical: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table.

    Attributes
    ----------
    name : str
        Name, also of its file.
    description : str
        What one row is.
    columns : tuple of Column
        In the order they are written.
    ordered : tuple of (str, str)
        Pairs of columns of which the first may not exceed the second.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    ordered: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return the table with no rows.

        Returns
        -------
        DataFrame
            All columns, declared types.
        """
        import pandas as pd

        return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.kind]) for c in self.columns})

    def coerce(self, frame: pd.DataFrame, ledger: Ledger, *, source: str, keep_extra: bool = False) -> pd.DataFrame:
        """Give a frame the declared columns and types; a value that does not fit becomes missing.

        Parameters
        ----------
        frame : DataFrame
            Any columns; absent ones are added as missing.
        ledger : Ledger
            Gets one line for each column and rule with values that did not fit.
        source : str
            Named in those lines.
        keep_extra : bool, default False
            Keep undeclared columns, after the declared ones.

        Returns
        -------
        DataFrame
            A new frame; the row index is kept.

        Examples
        --------
        >>> import pandas as pd
        >>> from tpm_insights.ledger import Ledger
        >>> raw = pd.DataFrame({"state": ["TX", "CA"], "year": [2023, 2023], "price_parity": ["97.4", "n/a"]})
        >>> ledger = Ledger.open("price_parity", raw)
        >>> PRICE_PARITY.coerce(raw, ledger, source="demo")["price_parity"].tolist()
        [97.4, nan]
        >>> ledger.entries[0].reason
        'price_parity: not a number, set to missing'
        """
        import pandas as pd

        done: dict[str, pd.Series] = {}
        for column in self.columns:
            if column.name in frame.columns:
                values, faults = _coerce(frame[column.name], column)
            else:
                values, faults = pd.Series(None, index=frame.index, dtype=DTYPES[column.kind]), {}
            for reason, bad in faults.items():
                ledger.record(
                    source=source,
                    step=f"coerce {self.name}",
                    action="repaired",
                    reason=f"{column.name}: {reason}, set to missing",
                    rows=int(bad.sum()),
                    examples=frame.loc[bad.to_numpy(), column.name].head(50),
                )
            done[column.name] = values
        out = pd.DataFrame(done, index=frame.index)
        if keep_extra:
            extra = [name for name in frame.columns if name not in done]
            out = pd.concat([out, frame[extra]], axis=1)
        return out

    def check(self, frame: pd.DataFrame, *, where: str) -> None:
        """Raise one error that lists everything in which a frame breaks the declaration.

        Parameters
        ----------
        frame : DataFrame
            Already coerced.
        where : str
            File or frame to name in the message.

        Raises
        ------
        DataError
            One line with a clause for each violation: column, rule, count, three examples.
        """
        import pandera.pandas as pa
        from pandera.errors import SchemaErrors

        absent = [name for name in self.names if name not in frame.columns]
        if absent:
            raise DataError(
                f"{where}: not a {self.name} table: {len(absent)} of {len(self.columns)} columns are missing "
                f"({examples_of(absent)}); has {examples_of(frame.columns)}"
            )
        try:
            self._schema(pa).validate(frame, lazy=True)
        except SchemaErrors as error:
            cases = error.failure_cases.copy()
            # a rule about the whole row is reported once a column of it; one of them is enough
            wide = cases["schema_context"] == "DataFrameSchema"
            cases.loc[wide, "failure_case"] = "row " + cases.loc[wide, "index"].astype("str")
            cases.loc[wide, "column"] = "row"
            cases = cases.drop_duplicates(["column", "check", "index"])
            lines = [
                f"{self.name}.{column}: {_RULES.get(rule, rule)}: {len(group)} rows, "
                f"e.g. {examples_of(group['failure_case'])}"
                for (column, rule), group in cases.groupby(["column", "check"], sort=False)
            ]
            raise DataError(f"{where}: {'; '.join(lines)}; mend the rows these were made of") from None

    def _schema(self, pa: Any) -> Any:  # noqa: ANN401 - pandera has no types
        """Return the declaration as a pandera schema."""
        columns = {}
        for c in self.columns:
            checks = [pa.Check.isin(c.allowed, error="value not in the closed list")] if c.allowed else []
            if c.minimum is not None:
                checks.append(pa.Check.ge(c.minimum, error=f"below {c.minimum:g}"))
            if c.maximum is not None:
                checks.append(pa.Check.le(c.maximum, error=f"above {c.maximum:g}"))
            columns[c.name] = pa.Column(DTYPES[c.kind], checks, nullable=not c.required, unique=c.unique)
        wide = [
            pa.Check(lambda f, a=low, b=high: ~(f[a] > f[b]).fillna(False).astype(bool), error=f"{low} exceeds {high}")
            for low, high in self.ordered
        ]
        return pa.DataFrameSchema(columns, checks=wide, strict=False)

    def dictionary(self) -> pd.DataFrame:
        """Return the data dictionary of the table.

        Returns
        -------
        DataFrame
            Columns ``column, type, unit, meaning, allowed``; one row a column.
        """
        import pandas as pd

        return pd.DataFrame(
            [(c.name, c.kind, c.unit, c.meaning, ", ".join(c.allowed)) for c in self.columns],
            columns=["column", "type", "unit", "meaning", "allowed"],
        )

    def invent(self, rows: int, rng: np.random.Generator) -> pd.DataFrame:
        """Make up rows that keep the declaration, for tests.

        Parameters
        ----------
        rows : int
            How many.
        rng : numpy.random.Generator
            Source of randomness.

        Returns
        -------
        DataFrame
            Declared columns and types; optional cells are missing about one time in five.
        """
        import pandas as pd

        done = {c.name: pd.Series(_invent(c, rows, rng), dtype=object) for c in self.columns}
        frame = pd.DataFrame({c.name: done[c.name].astype(DTYPES[c.kind]) for c in self.columns})  # type: ignore[call-overload]
        for low, high in self.ordered:
            swap = (frame[low] > frame[high]).fillna(False).astype(bool)
            frame.loc[swap, [low, high]] = frame.loc[swap, [high, low]].to_numpy()
        return frame


def _coerce(values: pd.Series, column: Column) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Return the values in the column's type, and for each broken rule a mask of the cells it emptied."""
    words = values.astype("str").str.strip()
    given = values.notna() & ~words.isin(EMPTY_WORDS)
    cast = _cast(values, words, given, column.kind)
    faults: dict[str, pd.Series] = {}
    for rule, breaks in _rules(column, given):
        broken = breaks(cast).fillna(False).astype(bool)
        if broken.any():
            faults[rule] = broken
            cast = cast.where(~broken)
    return cast.astype(DTYPES[column.kind]), faults  # type: ignore[call-overload]


def _rules(column: Column, given: pd.Series) -> Iterator[tuple[str, Callable[[pd.Series], pd.Series]]]:
    """Name the rules of a column; each tells which cells of the cast column break it."""
    yield f"not {_MISFITS[column.kind]}", lambda cast: given & cast.isna()
    if column.kind == "integer":
        yield "not a whole number", lambda cast: cast.notna() & ((cast != cast.round()) | (cast.abs() > 2**53))
    if column.allowed:
        yield "not in the closed list", lambda cast: cast.notna() & ~cast.isin(column.allowed)
    if column.minimum is not None:
        yield f"below {column.minimum:g}", lambda cast: cast < column.minimum
    if column.maximum is not None:
        yield f"above {column.maximum:g}", lambda cast: cast > column.maximum


EMPTY_WORDS: tuple[str, ...] = ("", "nan", "NaN", "None", "null", "NaT", "<NA>")
"""What other programs write for a missing cell."""
_MISFITS: dict[str, str] = {
    "text": "text",
    "integer": "a number",
    "number": "a number",
    "flag": "true or false",
    "date": "a date in ISO form",
}
_RULES: dict[str, str] = {"not_nullable": "missing, and needed", "field_uniqueness": "not the only one"}
"""Words for what pandera calls its rules."""
_FLAGS: dict[str, bool] = {
    "true": True,
    "yes": True,
    "1": True,
    "1.0": True,
    "false": False,
    "no": False,
    "0": False,
    "0.0": False,
}


def _cast(values: pd.Series, words: pd.Series, given: pd.Series, kind: Kind) -> pd.Series:
    """Return the cells that are given in the type of a kind, the others and those that do not fit missing."""
    import numpy as np
    import pandas as pd

    if kind in ("integer", "number"):
        source = values if pd.api.types.is_numeric_dtype(values.dtype) else words.where(given)
        numbers = pd.to_numeric(source, errors="coerce").astype("float64")
        return numbers.where(np.isfinite(numbers))
    if kind == "date":
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            return values.astype("datetime64[us]")
        return pd.to_datetime(words.where(given), errors="coerce", utc=True, format="ISO8601").dt.tz_localize(None)
    if kind == "flag":
        return words.str.lower().map(_FLAGS).astype("boolean").where(given)
    return values.astype("str").where(given)


def _invent(column: Column, rows: int, rng: np.random.Generator) -> list[object]:
    """Return made-up cells of one column."""
    import numpy as np

    cells: list[object]
    if column.typical is not None:
        return [column.typical] * rows
    if column.kind in ("integer", "number"):
        low = column.minimum if column.minimum is not None else 0.0
        high = column.maximum if column.maximum is not None else max(low * 2, 100_000.0)
        drawn = low + np.arange(rows) if column.unique else rng.uniform(low, high, rows)
        cells = [int(x) for x in drawn] if column.kind == "integer" else [float(x) for x in np.round(drawn, 2)]
    elif column.kind == "flag":
        cells = [bool(x) for x in rng.integers(0, 2, rows)]
    elif column.kind == "date":
        cells = [np.datetime64("2020-01-01", "us") + np.timedelta64(int(d), "D") for d in rng.integers(0, 2000, rows)]
    elif column.allowed:
        cells = [str(x) for x in rng.choice(list(column.allowed), rows)]
    elif column.unique:
        cells = [f"{column.name}-{i}" for i in range(rows)]
    else:
        cells = [f"{column.name} {i}" for i in rng.integers(0, 50, rows)]
    if not (column.required or column.unique):
        cells = [None if gone else cell for cell, gone in zip(cells, rng.random(rows) < 0.2, strict=True)]
    return cells


_ROLE = Column("role_family", "text", "role family, judged from title and text", allowed=tuple(v.ROLE_FAMILIES))
_SENIORITY = Column("seniority", "text", "level named in the title", allowed=v.SENIORITIES)
_COUNTRY = Column("country", "text", "ISO 3166-1 alpha-2 code")
_REGION = Column("region", "text", "state, province or nation within the country, by its postal code where it has one")
_EMPLOYER = Column("employer_id", "text", "salted hash of the employer's normalised name")
_CURRENCY = "ISO 4217 code"

POSTINGS = Table(
    "postings",
    "One row a posting, as published.",
    (
        Column("posting_id", "text", "identifier given by the source"),
        Column("source", "text", "collection the posting comes from", required=True),
        Column("title", "text", "title as published"),
        Column("employer", "text", "employer's name as published"),
        Column("place", "text", "place as published"),
        Column("country", "text", "country as published"),
        Column("posted_on", "text", "date as published"),
        Column("text", "text", "description as published, markup and all"),
        Column("text_kind", "text", "full posting or excerpt", allowed=v.TEXT_KINDS),
        Column("pay_low", "number", "low end in the pay field", unit="currency units a period"),
        Column("pay_high", "number", "high end in the pay field", unit="currency units a period"),
        Column("pay_currency", "text", "currency as published"),
        Column("pay_period", "text", "period as published"),
        Column("pay_origin", "text", "who stated the pay field", allowed=tuple(v.PAY_ORIGINS)),
    ),
)

FACTS = Table(
    "facts",
    "One row a posting: what it states, without its text.",
    (
        Column("posting_id", "text", "identifier given by the source"),
        Column("source", "text", "collection the posting comes from", required=True),
        Column("text_kind", "text", "full posting or excerpt", allowed=v.TEXT_KINDS, required=True),
        _ROLE,
        _SENIORITY,
        _COUNTRY,
        _REGION,
        _EMPLOYER,
        Column(
            "posted_on",
            "date",
            "day the posting was published; the first of the month or year where only that is known",
        ),
        Column("pay_low", "number", "low end of pay as posted", unit="pay_currency a pay_period", minimum=0),
        Column("pay_high", "number", "high end of pay as posted", unit="pay_currency a pay_period", minimum=0),
        Column("pay_currency", "text", _CURRENCY),
        Column("pay_period", "text", "period of pay as posted", allowed=v.PAY_PERIODS),
        Column("pay_kind", "text", "base, total or unspecified", allowed=v.PAY_KINDS),
        Column("pay_origin", "text", "who stated the pay", allowed=tuple(v.PAY_ORIGINS)),
        Column("pay_range_count", "integer", "distinct figures or ranges of pay stated", minimum=0),
        Column("annual_low", "number", "low end of annual pay", unit="pay_currency a year", minimum=0),
        Column("annual_high", "number", "high end of annual pay", unit="pay_currency a year", minimum=0),
        Column("years_min", "number", "years of experience required", unit="years", minimum=0, maximum=40),
        Column("years_max", "number", "upper end of the years required", unit="years", minimum=0, maximum=40),
        Column("years_preferred_min", "number", "years of experience preferred", unit="years", minimum=0, maximum=40),
        Column("education_level", "text", "lowest degree that is accepted", allowed=v.EDUCATION_LEVELS),
        Column("education_status", "text", "how the degree is asked for", allowed=v.EDUCATION_STATUSES),
        Column("work_mode", "text", "where the work is done", allowed=v.WORK_MODES),
        Column("copies", "integer", "how many times the posting was seen", minimum=1, required=True),
        Column(
            "copy_number",
            "integer",
            "1 for the first of identical postings, 2 and up for its copies",
            minimum=1,
            required=True,
            typical=1,
        ),
        *(
            Column(v.certification_column(c), "text", f"how {c} is asked for", allowed=v.CERTIFICATION_STATUSES)
            for c in v.CERTIFICATIONS
        ),
        *(Column(f"hard_{k}", "flag", f"names {words}", required=True) for k, words in v.HARD_SKILLS.items()),
        *(Column(f"soft_{k}", "flag", f"names {words}", required=True) for k, words in v.SOFT_SKILLS.items()),
        *(Column(f"duty_{k}", "flag", f"duty: {words}", required=True) for k, words in v.RESPONSIBILITIES.items()),
        *(
            Column(f"study_{k}", "flag", f"asks for a degree in {words}", required=True)
            for k, words in v.STUDY_FIELDS.items()
        ),
    ),
    ordered=(("pay_low", "pay_high"), ("annual_low", "annual_high"), ("years_min", "years_max")),
)

SALARIES = Table(
    "salaries",
    "One row a salary record.",
    (
        Column("record_id", "text", "identifier within the source", required=True, unique=True),
        Column("source", "text", "file the record comes from", required=True),
        Column("pay_kind", "text", "kind of pay", allowed=tuple(v.SALARY_KINDS), required=True),
        Column("year", "integer", "year the pay refers to", minimum=2000, maximum=2100),
        Column("title", "text", "title as published"),
        _ROLE,
        Column("seniority", "text", "level named in the title, else by the source", allowed=v.SENIORITIES),
        Column("years_low", "number", "low end of years of experience held", unit="years", minimum=0, maximum=60),
        Column("years_high", "number", "high end of years of experience held", unit="years", minimum=0, maximum=60),
        Column("education_level", "text", "highest degree held", allowed=v.EDUCATION_LEVELS),
        Column("certification_status", "text", "certification held", allowed=("current", "expired", "never")),
        Column("wage_level", "text", "level I (entry) to IV in a wage filing", allowed=("I", "II", "III", "IV")),
        _EMPLOYER,
        _REGION,
        _COUNTRY,
        Column("currency", "text", _CURRENCY, required=True),
        Column("base_low", "number", "low end of annual base pay", unit="currency a year", minimum=0),
        Column("base_high", "number", "high end of annual base pay", unit="currency a year", minimum=0),
        Column(
            "base_annual", "number", "annual base pay; geometric middle of a range", unit="currency a year", minimum=0
        ),
        Column("total_annual", "number", "annual total pay", unit="currency a year", minimum=0),
        Column("copies", "integer", "how many identical records the source holds", minimum=1, required=True),
    ),
    ordered=(("years_low", "years_high"), ("base_low", "base_high")),
)

PERCENTILES = Table(
    "percentiles",
    "One row a percentile that an official employer survey published.",
    (
        Column("source", "text", "file the figure comes from", required=True),
        Column("year", "integer", "reference year", minimum=2000, maximum=2100, required=True),
        Column("occupation_code", "text", "SOC 2018 code", required=True),
        Column("occupation", "text", "name of the occupation", required=True),
        _COUNTRY,
        _REGION,
        Column("currency", "text", _CURRENCY, required=True),
        Column("employment", "number", "estimated number of employees", unit="persons", minimum=0),
        Column(
            "percentile", "integer", "percentile of annual wages", unit="percent", minimum=1, maximum=99, required=True
        ),
        Column(
            "annual_wage",
            "number",
            "annual wage; missing where withheld or above the survey's ceiling",
            unit="currency a year",
        ),
        Column("note", "text", "why a wage is missing", allowed=("withheld", "above ceiling")),
    ),
)

PUBLISHED_FIGURES = Table(
    "published_figures",
    "One row a pay figure that someone published, as a cited fact.",
    (
        Column("publisher", "text", "who published it", required=True),
        Column("edition", "text", "report and edition"),
        Column("year", "integer", "year of publication or reference", minimum=1990, maximum=2100),
        Column("group", "text", "whom it speaks of", required=True),
        Column("measure", "text", "median, mean, percentile or share"),
        Column("value", "number", "the figure", unit="see unit"),
        Column("unit", "text", "unit of the value"),
        Column("n", "number", "respondents, where stated", minimum=0),
        Column("country", "text", "country or area it speaks of"),
        Column("quality", "text", "how close the figure is to its publisher"),
        Column("url", "text", "where it was read"),
    ),
)

SELF_REPORTS = Table(
    "self_reports",
    "One row a cell of self-reported pay: a role, an experience band and a kind of pay, ten records or more.",
    (
        Column("source", "text", "file the cell comes from", required=True),
        Column("publisher", "text", "whose respondents they are", required=True),
        Column("year_low", "integer", "first year of the reports", minimum=2000, maximum=2100),
        Column("year_high", "integer", "last year of the reports", minimum=2000, maximum=2100),
        _COUNTRY,
        _ROLE,
        Column("industry", "text", "industry of the respondents; missing for all"),
        Column("years_low", "number", "low end of years held; missing for all", unit="years", minimum=0),
        Column("years_high", "number", "high end of years held; missing where open", unit="years", minimum=0),
        Column("pay_kind", "text", "kind of pay", allowed=tuple(v.SALARY_KINDS), required=True),
        Column("currency", "text", _CURRENCY, required=True),
        Column("n", "integer", "records", unit="records", minimum=10, required=True),
        Column("employers", "integer", "distinct employers, where they are named", unit="employers", minimum=1),
        Column("top_employer_share", "number", "share of the largest employer", unit="fraction", minimum=0, maximum=1),
        Column("p10", "number", "10th percentile; given from 30 records on", unit="currency a year", minimum=0),
        Column("p25", "number", "25th percentile; given from 20 records on", unit="currency a year", minimum=0),
        Column("p50", "number", "median", unit="currency a year", minimum=0),
        Column("p75", "number", "75th percentile; given from 20 records on", unit="currency a year", minimum=0),
        Column("p90", "number", "90th percentile; given from 30 records on", unit="currency a year", minimum=0),
    ),
    ordered=(("p10", "p90"), ("p25", "p75")),
)

OCCUPATIONS = Table(
    "occupations",
    "One row a fact on an occupation in O*NET.",
    (
        Column("source", "text", "file the fact comes from", required=True),
        Column("occupation_code", "text", "O*NET-SOC code", required=True),
        Column("occupation", "text", "name of the occupation", required=True),
        Column("topic", "text", "what the fact is about", required=True),
        Column("label", "text", "category, zone, interest or technology", required=True),
        Column("value", "number", "share, score or mark; see unit", unit="see unit"),
        Column("unit", "text", "unit of the value"),
        Column("n", "number", "respondents", unit="persons", minimum=0),
        Column("std_error", "number", "standard error of the value", unit="see unit", minimum=0),
        Column("conf_low", "number", "lower end of the 95 % interval", unit="see unit", minimum=0, maximum=100),
        Column("conf_high", "number", "upper end of the 95 % interval", unit="see unit", minimum=0, maximum=100),
        Column("suppress", "flag", "whether the publisher recommends not to use the figure"),
        Column("surveyed", "text", "year and month of the survey, YYYY-MM"),
    ),
)

PRICE_PARITY = Table(
    "price_parity",
    "One row a state and year: regional price parity, all items.",
    (
        Column("state", "text", "postal code", required=True),
        Column("year", "integer", "year", minimum=2000, maximum=2100, required=True),
        Column("price_parity", "number", "price level", unit="index, United States = 100", minimum=50, maximum=200),
    ),
)

PRICE_INDEX = Table(
    "price_index",
    "One row a year: consumer price index, all urban consumers, United States city average.",
    (
        Column("year", "integer", "year", minimum=1900, maximum=2100, required=True, unique=True),
        Column("index", "number", "mean of the months published", unit="index, 1982-84 = 100", minimum=0),
        Column("months", "integer", "months the mean is made of", minimum=1, maximum=12),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        POSTINGS,
        FACTS,
        SALARIES,
        PERCENTILES,
        PUBLISHED_FIGURES,
        SELF_REPORTS,
        OCCUPATIONS,
        PRICE_PARITY,
        PRICE_INDEX,
    )
}
"""Every declared table by name."""
