"""The functions in engines: results are those of the golden file."""

from __future__ import annotations

import pyarrow as pa
import pytest
from conftest import ARGUMENTS, check, sql_arguments


@pytest.fixture(scope="module")
def duckdb_con(strings, judge):
    duckdb = pytest.importorskip("duckdb")
    import tcf_arrow.duckdb

    con = duckdb.connect()
    assert "tcf_decide" in tcf_arrow.duckdb.register(con, judge)
    table = pa.table({"row": range(len(strings)), "s": pa.array(strings, pa.string())})
    con.register("log", table)
    return con


@pytest.mark.parametrize("name", ARGUMENTS)
def test_duckdb(name, golden, duckdb_con):
    query = f"SELECT {name}(s{sql_arguments(name)}) AS found FROM log ORDER BY row"
    found = duckdb_con.sql(query).to_arrow_table().column("found")
    check(golden, name, found.to_pylist())


def test_duckdb_takes_columns_as_arguments(duckdb_con, strings, judge):
    query = "SELECT tcf_is_permitted(s, CAST(row % 3 AS INTEGER), 7) FROM log ORDER BY row"
    found = [row[0] for row in duckdb_con.sql(query).fetchall()]
    vendors = pa.array([row % 3 for row in range(len(strings))])
    expected = judge.is_permitted(pa.array(strings, pa.string()), vendors, 7)
    assert found == expected.to_pylist()
    query = "SELECT tcf_purpose_consent(s, CAST(1 + row % 2 AS INTEGER)) FROM log ORDER BY row"
    found = [row[0] for row in duckdb_con.sql(query).fetchall()]
    expected = [
        duckdb_con.sql(f"SELECT tcf_purpose_consent(s, {id}) FROM log ORDER BY row").fetchall()
        for id in (1, 2)
    ]
    assert found == [expected[row % 2][row][0] for row in range(len(strings))]


def test_duckdb_counts_vendors(duckdb_con, strings, judge):
    import tcf_arrow.duckdb

    found = tcf_arrow.duckdb.vendor_counts(duckdb_con, "SELECT s FROM log", judge, batch_rows=2048)
    expected = judge.vendor_counts(pa.array(strings, pa.string()))
    assert found.to_pylist() == expected.to_pylist()
    empty = tcf_arrow.duckdb.vendor_counts(duckdb_con, "SELECT s FROM log WHERE false", judge)
    assert empty.num_rows == 0


@pytest.mark.parametrize("name", ARGUMENTS)
def test_polars(name, golden, strings, judge):
    pl = pytest.importorskip("polars")
    import tcf_arrow.polars  # noqa: F401

    frame = pl.DataFrame({"s": pl.Series(strings, dtype=pl.String)})
    tcf = pl.col("s").tcf
    methods = {
        "tcf_purpose_consent": lambda id: tcf.bit("purpose_consent", id),
        "tcf_vendor_disclosed": lambda id: tcf.bit("vendor_disclosed", id),
    }
    if name in ("tcf_is_permitted", "tcf_decide", "tcf_validate", "tcf_codes"):
        expr = getattr(tcf, name.removeprefix("tcf_"))(judge, *ARGUMENTS[name])
    elif name in methods:
        expr = methods[name](*ARGUMENTS[name])
    else:
        expr = getattr(tcf, name.removeprefix("tcf_"))(*ARGUMENTS[name])
    check(golden, name, frame.select(expr).to_series().to_list())
    lazy = frame.lazy().select(expr)
    found = lazy.collect(engine="streaming").to_series()
    assert lazy.collect_schema().dtypes() == [found.dtype]
    check(golden, name, found.to_list())


def test_polars_decides_pairs_in_one_pass(strings, judge):
    pl = pytest.importorskip("polars")
    import tcf_arrow.polars  # noqa: F401

    frame = pl.DataFrame({"s": pl.Series(strings, dtype=pl.String)})
    pairs = {"ads": (2, 7), "store": (755, 1)}
    found = frame.select(pl.col("s").tcf.are_permitted(judge, pairs)).to_series().struct.unnest()
    for name, (vendor, purpose) in pairs.items():
        single = frame.select(pl.col("s").tcf.is_permitted(judge, vendor, purpose)).to_series()
        assert found[name].to_list() == single.to_list()


@pytest.mark.parametrize("name", ARGUMENTS)
def test_datafusion(name, golden, strings, judge):
    datafusion = pytest.importorskip("datafusion")
    import tcf_arrow.datafusion

    context = datafusion.SessionContext()
    tcf_arrow.datafusion.register(context, judge)
    table = pa.table({"row": range(len(strings)), "s": pa.array(strings, pa.string())})
    context.from_arrow(table, name="log")
    frame = context.sql(f"SELECT row, {name}(s{sql_arguments(name)}) AS found FROM log")
    found = pa.Table.from_batches(frame.collect()).sort_by("row").column("found")
    check(golden, name, found.to_pylist())
