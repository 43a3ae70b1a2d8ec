"""Spark as a cluster of processes: the same results, also if a worker is killed."""

from __future__ import annotations

import threading
import time

import pytest
import tcf_arrow
import tcf_arrow.spark
from audit_tools import arguments, generate, options, report, without_hash
from log_tools import PAIRS, expected_counts, write_log
from spark_tools import Cluster, require_java, session
from test_million import command_verdicts


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    require_java()
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def spark(cluster):
    options = {"spark.executor.cores": 1, "spark.executor.memory": "512m"}
    with session(cluster.url, **options) as spark:
        deadline = time.monotonic() + 120
        while executors(spark) < 2:
            assert time.monotonic() < deadline, "the workers do not register"
            time.sleep(0.2)
        yield spark


def executors(spark) -> int:
    """The executors, without the driver."""
    return spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1


def permitted(log, judge) -> dict[str, int]:
    frame = tcf_arrow.spark.with_permitted(log, "tc_string", judge, PAIRS)
    counts = [f"count_if({name}) AS {name}" for name in PAIRS]
    return frame.selectExpr(*counts).collect()[0].asDict()


def of_command() -> dict[str, int]:
    """The same counts, by the decisions of the command."""
    counts = {
        name: expected_counts(command_verdicts(vendor, purpose)).get("permit", 0)
        for name, (vendor, purpose) in PAIRS.items()
    }
    assert all(counts.values())
    return counts


def test_an_audit_is_that_of_the_command(spark, tmp_path):
    log = generate(tmp_path, 20_000)
    path, choices = log / "events.ndjson", log / "choices.ndjson"
    lines = [[number, line] for number, line in enumerate(path.read_text().splitlines(), 1)]
    frame = spark.createDataFrame(lines, "number BIGINT, value STRING").repartition(7)
    found = tcf_arrow.spark.audit(
        frame,
        line="number",
        choices=spark.createDataFrame([[line] for line in choices.open()], "value STRING"),
        name=str(path),
        **options(log),
    )
    assert found == without_hash(report(*arguments(log), "--choices", choices, path))


def test_a_killed_worker_does_not_change_the_result(cluster, spark, judge, tmp_path):
    path = str(write_log(tmp_path / "log.parquet"))
    # Many partitions, so that the job lasts beyond the death of the worker.
    log = spark.read.parquet(path).repartition(24)
    shipped = tcf_arrow.spark.ship(spark, judge.replace(cmp_list=None))
    expected = permitted(log, shipped)
    assert expected == of_command()

    class Slow:
        """A judge that takes its time."""

        def are_permitted(self, strings, pairs):
            time.sleep(0.05)
            return shipped.are_permitted(strings, pairs)

    found = []
    job = threading.Thread(target=lambda: found.append(permitted(log, Slow())))
    job.start()
    tracker = spark.sparkContext.statusTracker()
    deadline = time.monotonic() + 120
    while not any(_completed(tracker)):
        assert time.monotonic() < deadline and job.is_alive()
        time.sleep(0.05)
    assert executors(spark) == 2
    cluster.kill_worker()
    job.join(timeout=240)
    assert found == [expected]
    assert executors(spark) == 1


def _completed(tracker):
    for stage in tracker.getActiveStageIds():
        info = tracker.getStageInfo(stage)
        # The stage that asks the judge.
        yield info is not None and info.numTasks == 24 and info.numCompletedTasks > 1
