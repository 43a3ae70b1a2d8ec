"""CPU seconds of the engines over a million rows, compared with reading them alone.

    .venv/bin/python bench/engines.py [ENGINE...]

The log is drawn by Zipf's law from strings of about 190 characters, 8 % of them distinct, and is
read from Parquet. CPU time counts all threads, and for Spark also its JVM and workers.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import tcf_arrow

ROOT = Path(__file__).parents[3]
VENDOR, PURPOSE = 2, 7
ROWS = 1_000_000


def strings(count: int, rng: random.Random) -> list[str]:
    """Distinct strings of about 190 characters."""
    found = set()
    while len(found) < count:
        day = f"2026-{rng.randint(3, 5):02}-{rng.randint(1, 28):02}"
        consents = rng.sample(range(1, 400), rng.randint(150, 380))
        payload = {
            "cmpId": rng.randint(2, 400),
            "vendorListVersion": 140,
            "created": day,
            "lastUpdated": day,
            "publisherCC": rng.choice(["DE", "FR", "IT", "ES", "NL"]),
            "purposesConsent": list(range(1, rng.randint(2, 12))),
            "purposesLITransparency": [2, 7, 9, 10],
            "vendorConsents": consents,
            "vendorLegitimateInterests": rng.sample(consents, 90),
            "disclosedVendors": list(range(1, 401)),
        }
        found.add(tcf_arrow.encode(payload))
    return sorted(found)


def write_log(path: Path, rows: int) -> None:
    rng = random.Random(1)
    distinct = strings(rows // 10, rng)
    rng.shuffle(distinct)
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(distinct))))
    indices = rng.choices(range(len(distinct)), cum_weights=weights, k=rows)
    column = pa.array(distinct).take(pa.array(indices, pa.int32()))
    used = len(set(indices))
    mean = sum(map(len, distinct)) / len(distinct)
    pq.write_table(pa.table({"tc": column}), path, compression="zstd", row_group_size=131072)
    size = path.stat().st_size / rows
    print(f"{rows:,} rows, {used:,} distinct, mean {mean:.0f} characters, {size:.0f} bytes a row")


def cpu_seconds() -> float:
    """CPU time of this process and all below it."""
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    times = [process.cpu_times() for process in processes]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


def measure(name: str, work: Callable[[], object], rounds: int = 3) -> None:
    work()
    cpu, wall = [], []
    for _ in range(rounds):
        before, start = cpu_seconds(), time.perf_counter()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(cpu_seconds() - before)
    print(f"| {name} | {min(cpu):.2f} | {min(wall):.2f} |", flush=True)


def main() -> None:
    engines = {
        "pyarrow": pyarrow_engine,
        "duckdb": duckdb_engine,
        "polars": polars_engine,
        "datafusion": datafusion_engine,
        "spark": spark_engine,
    }
    selected = sys.argv[1:] or list(engines)
    lists = tcf_arrow.Lists.open(ROOT / "fixtures/gvl/v3/archives")
    judge = tcf_arrow.Judge(lists, as_of="2026-06-01")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        write_log(path, ROWS)
        print("\n| engine | CPU s | wall s |\n|---|---:|---:|")
        for name in selected:
            engines[name](path, judge)


def pyarrow_engine(path: Path, judge: tcf_arrow.Judge) -> None:
    column = pq.read_table(path).column("tc")
    encoded = pq.read_table(path, read_dictionary=["tc"]).column("tc")
    measure("pyarrow: read", lambda: pq.read_table(path))
    measure("pyarrow: is_readable", lambda: tcf_arrow.is_readable(column))
    measure("pyarrow: is_permitted", lambda: judge.is_permitted(column, VENDOR, PURPOSE))
    measure(
        "pyarrow: is_permitted, dictionary", lambda: judge.is_permitted(encoded, VENDOR, PURPOSE)
    )
    measure("pyarrow: decide", lambda: judge.decide(column, VENDOR, PURPOSE))
    measure("pyarrow: decode", lambda: tcf_arrow.decode_column(column))
    measure("pyarrow: codes", lambda: judge.codes(column), 1)
    measure("pyarrow: vendor_counts", lambda: [judge.vendor_counts(c) for c in column.chunks])


def duckdb_engine(path: Path, judge: tcf_arrow.Judge) -> None:
    import duckdb
    import tcf_arrow.duckdb

    con = duckdb.connect()
    tcf_arrow.duckdb.register(con, judge)
    con.create_function(
        "same", lambda texts: pc.is_valid(texts), ["VARCHAR"], "BOOLEAN", type="arrow"
    )
    for name, query in {
        "scan": f"SELECT sum(length(tc)) FROM '{path}'",
        "identity": f"SELECT count(*) FROM '{path}' WHERE same(tc)",
        "is_permitted": f"SELECT count(*) FROM '{path}' WHERE tcf_is_permitted(tc, 2, 7)",
        "decode, GROUP BY cmp_id": f"""
            SELECT d.cmp_id, count(*) FROM (SELECT tcf_decode(tc) AS d FROM '{path}') GROUP BY ALL
        """,
    }.items():
        measure(f"DuckDB: {name}", lambda query=query: con.sql(query).fetchall())


def polars_engine(path: Path, judge: tcf_arrow.Judge) -> None:
    import polars as pl
    import tcf_arrow.polars  # noqa: F401

    scan = pl.scan_parquet(path)
    permitted = pl.col("tc").tcf.is_permitted(judge, VENDOR, PURPOSE)
    cmp_id = pl.col("tc").tcf.decode().struct.field("cmp_id")
    for name, frame in {
        "scan": scan.select(pl.col("tc").str.len_bytes().sum()),
        "is_permitted": scan.select(permitted.sum()),
        "decode, group by cmp_id": scan.select(cmp_id).group_by("cmp_id").len(),
    }.items():
        measure(f"Polars: {name}", lambda frame=frame: frame.collect(engine="streaming"))


def datafusion_engine(path: Path, judge: tcf_arrow.Judge) -> None:
    import datafusion
    import tcf_arrow.datafusion

    context = datafusion.SessionContext()
    tcf_arrow.datafusion.register(context, judge)
    context.register_parquet("log", str(path))
    for name, query in {
        "scan": "SELECT sum(length(tc)) FROM log",
        "is_permitted": "SELECT count(*) FROM log WHERE tcf_is_permitted(tc, 2, 7)",
    }.items():
        measure(f"DataFusion: {name}", lambda query=query: context.sql(query).collect())


def spark_engine(path: Path, judge: tcf_arrow.Judge) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    import tcf_arrow.spark
    from spark_tools import require_java, session

    require_java()
    with session("local[2]") as spark:
        log = spark.read.parquet(str(path))
        tcf_arrow.spark.register(spark, judge)
        log.createOrReplaceTempView("log")
        pairs = {"ads": (VENDOR, PURPOSE)}
        appended = tcf_arrow.spark.with_permitted(log, "tc", judge, pairs)
        decoded = tcf_arrow.spark.with_decoded(log, "tc")
        for name, work in {
            "scan": lambda: log.selectExpr("sum(length(tc))").collect(),
            "is_permitted, SQL": lambda: spark.sql(
                "SELECT count_if(tcf_is_permitted(tc, 2, 7)) FROM log"
            ).collect(),
            "is_permitted, mapInArrow": lambda: appended.selectExpr("count_if(ads)").collect(),
            "decode, GROUP BY cmp_id": lambda: decoded.groupBy("tcf.cmp_id").count().collect(),
        }.items():
            measure(f"Spark: {name}", work)


if __name__ == "__main__":
    main()
