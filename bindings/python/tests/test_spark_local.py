"""Spark on this machine: results are those of the golden file and of the command."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
import tcf_arrow
import tcf_arrow.spark
from audit_tools import arguments, audit, generate, options, report, without_hash
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


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("events"), 20_000)


@pytest.fixture(scope="module")
def numbered(spark, events):
    """The lines of the log in any order, with their numbers."""
    lines = (events / "events.ndjson").read_text().splitlines()
    # An event of an unknown form, and an empty line.
    lines += ["{", ""]
    table = pa.table({"n": range(1, len(lines) + 1), "the line": pa.array(lines)})
    frame = spark.createDataFrame(table.to_pylist(), "n BIGINT, `the line` STRING")
    return frame.orderBy("the line").repartition(5)


def test_an_audit_is_that_of_the_command(spark, events, numbered):
    choices = events / "choices.ndjson"
    log = (events / "events.ndjson").read_bytes() + b"{\n\n"
    found = {
        with_choices: tcf_arrow.spark.audit(
            numbered,
            "the line",
            line="n",
            choices=spark.read.text(str(choices)).repartition(2) if with_choices else None,
            partitions=3,
            **options(events),
        )
        for with_choices in (False, True)
    }
    asked = [*arguments(events), "--from", "events", "-"]
    expected = without_hash(report(*asked, stdin=log))
    assert found[False] == expected
    assert expected["events"]["failed"] == 1 and expected["inputs"][0]["visits"] > 1_000
    expected = without_hash(report("--choices", choices, *asked, stdin=log))
    assert found[True] == expected != found[False]


def test_lines_of_one_partition_have_their_numbers(spark, events):
    path = events / "events.ndjson"
    expected = without_hash(report(*arguments(events), path))
    frame = spark.read.text(str(path)).coalesce(1)
    auditor = tcf_arrow.Auditor(**options(events))
    assert tcf_arrow.spark.audit(frame, name=str(path), auditor=auditor) == expected
    with pytest.raises(ValueError, match="either auditor or options"):
        tcf_arrow.spark.audit(frame, auditor=auditor, tz="UTC")
    with pytest.raises(tcf_arrow.MissingEvidenceError, match="require map: ") as raised:
        tcf_arrow.spark.audit(frame, name=str(path), auditor=auditor, require=("gvl", "map"))
    assert raised.value.report == expected


def test_a_part_has_the_unmapped_hosts_and_the_summary(spark, events):
    path = events / "events.ndjson"
    auditor = tcf_arrow.Auditor(gvl=events / "vendor-list.json")
    part = tcf_arrow.spark.partial(spark.read.text(str(path)).repartition(3), auditor=auditor)
    found, _ = audit("--unmapped", *arguments(events)[2:], path)
    assert auditor.unmapped_csv(part) == found != ""
    summary = auditor.summary(auditor.report(part), by="vendor")
    asked = ["--summary", "--by", "vendor", "--format", "json", *arguments(events)[2:], path]
    assert summary == json.loads(audit(*asked)[0])


def test_an_audit_of_nothing_and_broken_choices(spark, events):
    empty = spark.createDataFrame([], "value STRING")
    assert tcf_arrow.spark.audit(empty, **options(events))["events"]["read"] == 0
    broken = spark.createDataFrame([("{}",)], "value STRING")
    with pytest.raises(Exception, match="choices: line 1: visit is missing"):
        tcf_arrow.spark.audit(empty, choices=broken, **options(events))
