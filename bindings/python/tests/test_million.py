"""A million rows: all engines have the results of the command."""

from __future__ import annotations

import json
import os
import subprocess

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import tcf_arrow
from conftest import LISTS, ROOT
from log_tools import ROWS, distinct, expected_counts, write_log


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return write_log(tmp_path_factory.mktemp("log") / "log.parquet")


@pytest.fixture(scope="module")
def judge():
    return tcf_arrow.Judge(tcf_arrow.Lists.open(*LISTS), as_of="2026-06-01")


def command_verdicts(vendor: int = 1, purpose: int = 7) -> list[str | None]:
    """The verdict of the command on each distinct string; ``error`` if it cannot be decoded."""
    path = os.environ.get("TCF", str(ROOT / "target/debug/tcf"))
    if not os.path.exists(path):
        pytest.skip(f"SKIPPED: no command at {path}; set TCF, or run cargo build")
    strings = distinct()
    # The command skips empty lines, which are unreadable strings here.
    lines = [text for text in strings if text]
    lists = [option for folder in LISTS for option in ("--gvl", str(folder))]
    asked = ["--vendor", str(vendor), "--purpose", str(purpose), "--as-of", "2026-06-01"]
    run = subprocess.run(
        [path, "decide", "--format", "ndjson", *asked, "--input", "-", *lists],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    records = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(records) == len(lines), run.stderr[-1000:]
    found = iter(records)
    verdicts = []
    for text in strings:
        if text is None:
            verdicts.append(None)
            continue
        record = next(found) if text else {"error": "S001"}
        is_error = "error" in record
        verdicts.append("error" if is_error else record["decisions"][0]["verdict"])
    return verdicts


@pytest.fixture(scope="module")
def expected():
    counts = expected_counts(command_verdicts())
    assert sum(counts.values()) == ROWS and len(counts) >= 4
    return counts


def counted(verdicts: pa.Array, errors: pa.Array) -> dict[object, int]:
    values = pc.if_else(pc.is_valid(errors), "error", verdicts)
    return {item["values"]: item["counts"] for item in pc.value_counts(values).to_pylist()}


def test_pyarrow(log, judge, expected):
    for options in ({}, {"read_dictionary": ["tc_string"]}):
        column = pq.read_table(log, **options).column("tc_string")
        decided = judge.decide(column, 1, 7).combine_chunks()
        assert counted(decided.field("verdict"), decided.field("error")) == expected


def test_duckdb(log, judge, expected):
    duckdb = pytest.importorskip("duckdb")
    import tcf_arrow.duckdb

    con = duckdb.connect()
    tcf_arrow.duckdb.register(con, judge)
    query = f"""
        SELECT CASE WHEN d.error IS NOT NULL THEN 'error' ELSE d.verdict END AS verdict, count(*)
        FROM (SELECT tcf_decide(tc_string, 1, 7) AS d FROM '{log}') GROUP BY 1
    """
    assert dict(con.sql(query).fetchall()) == expected
    query = f"SELECT count(*) FROM '{log}' WHERE tcf_is_permitted(tc_string, 1, 7)"
    assert con.sql(query).fetchall() == [(expected["permit"],)]


def test_polars(log, judge, expected):
    pl = pytest.importorskip("polars")
    import tcf_arrow.polars  # noqa: F401

    decided = pl.col("tc_string").tcf.decide(judge, 1, 7).alias("d")
    verdict = (
        pl.when(pl.col("d").struct.field("error").is_not_null())
        .then(pl.lit("error"))
        .otherwise(pl.col("d").struct.field("verdict"))
    )
    frame = pl.scan_parquet(log).select(decided).select(verdict.alias("verdict"))
    found = frame.group_by("verdict").len().collect(engine="streaming")
    assert dict(found.iter_rows()) == expected


def test_datafusion(log, judge, expected):
    datafusion = pytest.importorskip("datafusion")
    import tcf_arrow.datafusion

    context = datafusion.SessionContext()
    tcf_arrow.datafusion.register(context, judge)
    context.register_parquet("log", str(log))
    query = "SELECT count(*) AS n FROM log WHERE tcf_is_permitted(tc_string, 1, 7)"
    assert context.sql(query).to_pydict() == {"n": [expected["permit"]]}
