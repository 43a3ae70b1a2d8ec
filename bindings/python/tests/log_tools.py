"""A log of a million rows, and what it must give."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from conftest import read_golden

ROWS = 1_000_000

#: The vendors and purposes that are asked, by the name of their column.
PAIRS = {"ads": (1, 7), "store": (2, 1), "profile": (5, 2)}


@cache
def distinct() -> list[str | None]:
    """The strings of the log: those of the golden file, and others with cut ends."""
    strings = [row["string"] for row in read_golden()]
    cut = [text[:-size] for text in strings if text for size in range(1, 40) if len(text) > 60]
    return [*strings, *cut]


@cache
def indices() -> list[int]:
    """Which string each row has: few are frequent, many are rare, as in real logs."""
    weights = [1 / (rank + 1) for rank in range(len(distinct()))]
    return random.Random(7).choices(range(len(distinct())), weights, k=ROWS)


def write_log(path: Path) -> Path:
    """Writes the log as Parquet, in row groups that can be read in parallel."""
    strings = pa.array(distinct(), pa.string())
    column = strings.take(pa.array(indices(), pa.int32()))
    table = pa.table({"id": pa.array(range(ROWS), pa.int64()), "tc_string": column})
    pq.write_table(table, path, row_group_size=ROWS // 16)
    return path


def expected_counts(of_distinct: list[object]) -> dict[object, int]:
    """How many rows have each result, from the results of the distinct strings."""
    counts: dict[object, int] = {}
    for index in indices():
        value = of_distinct[index]
        counts[value] = counts.get(value, 0) + 1
    return counts
