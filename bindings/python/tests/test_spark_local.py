"""Spark on this machine: results are those of the golden file and of the command."""

from __future__ import annotations

import pyarrow as pa
import pytest
import tcf_arrow
import tcf_arrow.spark
from conftest import ARGUMENTS, check, sql_arguments
from log_tools import PAIRS, distinct, expected_counts, write_log
from spark_tools import require_java, session
from test_million import expected  # noqa: F401


@pytest.fixture(scope="module")
def spark():
    require_java()
    with session("local[2]") as spark:
        yield spark


@pytest.fixture(scope="module")
def log(spark, strings):
    table = pa.table({"row": range(len(strings)), "s": pa.array(strings, pa.string())})
    frame = spark.createDataFrame(table.to_pylist(), "row INT, s STRING").repartition(3)
    frame.createOrReplaceTempView("log")
    return frame


@pytest.fixture(scope="module")
def registered(spark, log, judge):
    return tcf_arrow.spark.register(spark, judge)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_sql_functions(name, golden, spark, registered):
    assert name in registered
    query = f"SELECT {name}(s{sql_arguments(name)}) AS found FROM log ORDER BY row"
    check(golden, name, [row.found for row in spark.sql(query).collect()])


def test_columns_are_appended(golden, log, judge):
    frame = tcf_arrow.spark.with_decoded(log, "s", "tcf_decode")
    asked = {name: (name, *ARGUMENTS[name]) for name in ARGUMENTS if name != "tcf_decode"}
    frame = tcf_arrow.spark.with_columns(frame, "s", asked, judge)
    rows = frame.orderBy("row").collect()
    for name in ARGUMENTS:
        check(golden, name, [row[name] for row in rows])


def test_pairs_are_decided_in_one_pass(log, judge, strings):
    frame = tcf_arrow.spark.with_permitted(log, "s", judge, PAIRS).orderBy("row")
    rows = frame.collect()
    for name, (vendor, purpose) in PAIRS.items():
        single = judge.is_permitted(pa.array(strings, pa.string()), vendor, purpose)
        assert [row[name] for row in rows] == single.to_pylist()


def test_lists_are_shipped(spark, log, judge, tmp_path):
    lists = tcf_arrow.Lists.open(_copied(judge, tmp_path))
    shipped = tcf_arrow.spark.ship(spark, judge.replace(lists=lists))
    for path in tmp_path.iterdir():
        path.unlink()
    found = tcf_arrow.spark.with_permitted(log, "s", shipped, PAIRS).orderBy("row").collect()
    with_paths = tcf_arrow.spark.with_permitted(log, "s", judge, PAIRS).orderBy("row").collect()
    assert found == with_paths and any(row.ads for row in found)


def _copied(judge, folder):
    path = folder / "lists.gz"
    judge.lists.pack(path)
    return path


def test_vendors_are_counted(log, judge, strings):
    found = tcf_arrow.spark.vendor_counts(log, "s", judge).collect()
    expected = judge.vendor_counts(pa.array(strings, pa.string())).to_pylist()
    assert [row.asDict() for row in found] == expected


def test_a_million_rows(spark, judge, tmp_path, expected):  # noqa: F811
    plain = judge.replace(cmp_list=None)
    log = spark.read.parquet(str(write_log(tmp_path / "log.parquet")))
    frame = tcf_arrow.spark.with_columns(log, "tc_string", {"d": ("tcf_decide", 1, 7)}, plain)
    verdict = "CASE WHEN d.error IS NOT NULL THEN 'error' ELSE d.verdict END AS verdict"
    rows = frame.selectExpr(verdict).groupBy("verdict").count().collect()
    assert {row["verdict"]: row["count"] for row in rows} == expected


def test_the_distinct_strings_are_as_many_as_expected():
    assert len(distinct()) > 300
    assert sum(expected_counts(list(range(len(distinct())))).values()) == 1_000_000
