"""Functions for Apache Spark and Databricks.

``register`` needs Spark 4.1. The functions that take a DataFrame work since Spark 3.4.

Nothing here reads files or the network on executors, except for vendor lists: :func:`ship` sends
them along.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ._columns import ddl
from ._functions import FUNCTIONS, Function, available
from ._judge import Judge
from ._lists import Lists

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

_BY_NAME = {function.name: function for function in FUNCTIONS}


def ship(spark: SparkSession, judge: Judge) -> Judge:
    """Sends the vendor lists of a judge to all executors, once, and returns a judge that finds them
    there. Use it if the executors cannot read the paths of the lists."""
    if judge.lists is None:
        return judge
    folder = tempfile.mkdtemp(prefix="tcf-")
    name = f"tcf-lists-{os.getpid()}-{os.path.basename(folder)}.gz"
    judge.lists.pack(os.path.join(folder, name))
    spark.sparkContext.addFile(os.path.join(folder, name))
    lists = Lists(judge.lists._native, ("spark_file", name))
    return judge.replace(lists=lists)


def register(spark: SparkSession, judge: Judge | None = None) -> list[str]:
    """Registers the functions in a session, and returns their SQL names. Needs Spark 4.1.

    ``tcf_is_permitted``, ``tcf_decide``, ``tcf_validate`` and ``tcf_codes`` need ``judge``, with
    its date.
    """
    functions = available(judge)
    for function in functions:
        spark.udf.register(function.name, udf_of(function.name, judge))
    return [function.name for function in functions]


def udf_of(name: str, judge: Judge | None = None) -> Any:
    """The function with a SQL name as an ``arrow_udf``, for expressions. Needs Spark 4.1."""
    from pyspark.sql.functions import ArrowUDFType, arrow_udf

    function = _BY_NAME[name]
    call = _array_function(name, len(function.arguments), judge)
    return arrow_udf(call, ddl("spark", function.result), ArrowUDFType.SCALAR)


def _array_function(name: str, arguments: int, judge: Judge | None) -> Callable[..., Any]:
    """A function of arrays that pickles as a few names."""
    if arguments == 0:

        def call(strings):  # type: ignore[no-untyped-def]
            from tcf_arrow.spark import _BY_NAME

            return _BY_NAME[name](judge, strings)

    elif arguments == 1:

        def call(strings, one):  # type: ignore[no-untyped-def]
            from tcf_arrow.spark import _BY_NAME

            return _BY_NAME[name](judge, strings, one)

    else:

        def call(strings, one, two):  # type: ignore[no-untyped-def]
            from tcf_arrow.spark import _BY_NAME

            return _BY_NAME[name](judge, strings, one, two)

    return call


def with_decoded(df: DataFrame, column: str, name: str = "tcf") -> DataFrame:
    """Appends a column with the decoded strings; see :func:`tcf_arrow.decode_column`."""
    return with_columns(df, column, {name: ("tcf_decode",)})


def with_permitted(
    df: DataFrame, column: str, judge: Judge, pairs: Mapping[str, tuple[int, int]]
) -> DataFrame:
    """Appends a boolean column for each pair of vendor and purpose, and decodes each string once:
    ``{"ads": (755, 2), "measurement": (755, 7)}``; see :meth:`tcf_arrow.Judge.are_permitted`."""
    pairs = dict(pairs)

    def append(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
        found = judge.are_permitted(batch.column(column), pairs)
        # Null for null: the fields of a null struct may have values.
        fields = found.flatten()
        return _appended(batch, dict(zip(pairs, fields)))

    return _map(df, append, [f"`{name}` BOOLEAN" for name in pairs])


def with_columns(
    df: DataFrame,
    column: str,
    functions: Mapping[str, tuple[Any, ...]],
    judge: Judge | None = None,
) -> DataFrame:
    """Appends a column for each function: the SQL name, then its arguments after the string.

    ``with_columns(df, "tc_string", {"ok": ("tcf_is_permitted", 755, 2)}, judge)``
    """
    functions = dict(functions)
    for name, *_ in functions.values():
        if _BY_NAME[name] not in available(judge):
            raise ValueError(f"{name} needs a judge")

    def append(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
        from tcf_arrow.spark import _appended, _evaluated

        strings = batch.column(column)
        found = {
            new: _evaluated(judge, strings, name, arguments)
            for new, (name, *arguments) in functions.items()
        }
        return _appended(batch, found)

    columns = [
        f"`{new}` {ddl('spark', _BY_NAME[name].result)}" for new, (name, *_) in functions.items()
    ]
    return _map(df, append, columns)


def _evaluated(judge: Judge | None, strings: Any, name: str, arguments: list[Any]) -> Any:
    import pyarrow

    function: Function = _BY_NAME[name]
    if function.takes_constants:
        return function(judge, strings, *arguments)
    return function(judge, strings, *(pyarrow.repeat(one, len(strings)) for one in arguments))


def _appended(batch: pyarrow.RecordBatch, columns: Mapping[str, Any]) -> pyarrow.RecordBatch:
    import pyarrow

    names = [*batch.schema.names, *columns]
    return pyarrow.RecordBatch.from_arrays([*batch.columns, *columns.values()], names)


def _map(
    df: DataFrame,
    append: Callable[[pyarrow.RecordBatch], pyarrow.RecordBatch],
    columns: list[str],
) -> DataFrame:
    from pyspark.sql.types import StructType

    def each(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        return map(append, batches)

    added = StructType.fromDDL(", ".join(columns))
    return df.mapInArrow(each, StructType([*df.schema.fields, *added.fields]))


def vendor_counts(df: DataFrame, column: str, judge: Judge) -> DataFrame:
    """Counts of vendors over all strings of a column: one row for each vendor; see
    :meth:`tcf_arrow.Judge.vendor_counts`."""

    def count(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        return (judge.vendor_counts(batch.column(0)) for batch in batches)

    counts = ["rows", "disclosed", "consent", "legitimate_interest", "objected"]
    schema = ", ".join(["vendor INT", *(f"{name} BIGINT" for name in counts)])
    found = df.select(column).mapInArrow(count, schema).groupBy("vendor").sum(*counts)
    return found.toDF("vendor", *counts).orderBy("vendor")
