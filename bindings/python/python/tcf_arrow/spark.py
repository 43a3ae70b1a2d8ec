"""Functions for Apache Spark and Databricks.

``register`` needs Spark 4.1. The functions that take a DataFrame work since Spark 3.4.

Nothing here reads files or the network on executors, except for vendor lists: :func:`ship` sends
them along.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from . import _native
from ._audit import Auditor
from ._columns import ddl, to_arrow
from ._functions import FUNCTIONS, Function, available
from ._judge import Judge
from ._lists import Lists

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

_BY_NAME = {function.name: function for function in FUNCTIONS}


_Lists = TypeVar("_Lists", Judge, Auditor)


def ship(spark: SparkSession, judge: _Lists) -> _Lists:
    """Sends the vendor lists of a judge or auditor to all executors, once, and returns one that
    finds them there. Use it if the executors cannot read the paths of the lists."""
    if judge.lists is None or judge.lists._source[0] == "spark_file":
        return judge
    folder = tempfile.mkdtemp(prefix="tcf-")
    name = f"tcf-lists-{os.getpid()}-{os.path.basename(folder)}.gz"
    judge.lists.pack(os.path.join(folder, name))
    spark.sparkContext.addFile(os.path.join(folder, name))
    lists = Lists(judge.lists._native, ("spark_file", name))
    return judge._with_lists(lists)


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


def audit(
    df: DataFrame,
    column: str = "value",
    *,
    line: str | None = None,
    choices: DataFrame | None = None,
    choices_column: str = "value",
    partitions: int | None = None,
    from_: str = "events",
    name: str = "-",
    auditor: Auditor | None = None,
    compare: Iterable[dict[str, Any] | str] = (),
    require: str | Iterable[str] = (),
    **options: Any,
) -> dict[str, Any]:
    """Checks events against the string in force: the report of ``tcf audit --format json``.

    ``auditor`` or ``options`` say what to judge by; see :class:`tcf_arrow.Auditor`. Vendor lists
    are shipped. ``compare`` and ``require`` are those of :meth:`tcf_arrow.Auditor.report`, and the
    other arguments those of :func:`partial`. Nothing reads the clock.
    """
    if auditor is None:
        auditor = Auditor(**options)
    elif options:
        raise ValueError(f"give either auditor or options, not both: {', '.join(options)}")
    part = partial(
        df,
        column,
        auditor=auditor,
        line=line,
        choices=choices,
        choices_column=choices_column,
        partitions=partitions,
        from_=from_,
        name=name,
    )
    return auditor.report(part, compare=compare, require=require)


def partial(
    df: DataFrame,
    column: str = "value",
    *,
    auditor: Auditor,
    line: str | None = None,
    choices: DataFrame | None = None,
    choices_column: str = "value",
    partitions: int | None = None,
    from_: str = "events",
    name: str = "-",
) -> bytes:
    """Reads and judges events as :func:`audit` does. Returns what was found, as bytes for the
    methods of the auditor: :meth:`tcf_arrow.Auditor.report`, :meth:`tcf_arrow.Auditor.unmapped`.

    ``column`` has the lines of a log, as ``spark.read.text`` reads them. Rows that are not events
    are counted; empty rows and nulls are skipped. ``choices`` is a DataFrame with the choices of
    the CMP in ``choices_column``; a row that is not a choice fails the job. ``from_`` is the
    format: ``events`` (JSON lines), ``decisions`` or ``log``.

    Findings have samples, which name the line of an event. ``line`` is a column with these numbers
    (``BIGINT``). Where it has the line numbers of a file, the report is that of the command on the
    file. Without it, rows are numbered as by ``monotonically_increasing_id``, from 1: the numbers
    of the first partition are its rows, those of partition *p* begin at *p* * 2**33 + 1. ``name``
    is the file in the report.

    Events of a visit are shuffled to one of ``partitions`` (by default,
    ``spark.sql.shuffle.partitions``) by a hash of its key; all others are judged where they are
    read. Executors spill to temporary files if visits need more than 256 MB. The driver merges one
    part from each partition.
    """
    from pyspark.sql import functions

    spark = df.sparkSession
    shipped = ship(spark, auditor)
    buckets = partitions or int(spark.conf.get("spark.sql.shuffle.partitions"))
    if line is None:
        number = functions.monotonically_increasing_id() + 1
    else:
        number = functions.col(_quoted(line)).cast("bigint")
    events = df.select(functions.col(_quoted(column)).alias("text"), number.alias("line"))
    read = _ReadEvents(shipped, buckets, from_, name)
    rows = events.mapInArrow(read, _ROWS)
    if choices is not None:
        texts = choices.select(functions.col(_quoted(choices_column)).alias("text"))
        rows = rows.unionByName(texts.mapInArrow(_ReadChoices(shipped, buckets), _ROWS))
    rows = rows.repartition(buckets, "bucket")
    if choices is not None:
        # Of choices at the same time, the last one counts.
        rows = rows.sortWithinPartitions("position")
    parts = rows.mapInArrow(_JudgeVisits(shipped), "part BINARY").collect()
    return auditor.merge(bytes(row["part"]) for row in parts)


#: What is shuffled: records of visits, and what was found in events without a visit.
_ROWS = "bucket INT, position BIGINT, records BINARY, part BINARY"


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


@dataclass(frozen=True)
class _ReadRows:
    """Reads rows in one partition, and yields those to shuffle."""

    auditor: Auditor
    buckets: int

    def read(self, session: _native.AuditSession, batch: pyarrow.RecordBatch, first: int) -> None:
        raise NotImplementedError

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow
        from pyspark import TaskContext

        context = TaskContext.get()
        partition = context.partitionId() if context is not None else 0
        session = _native.AuditSession(self.auditor._native, self.buckets)
        first, position = 1, partition << 33
        for batch in batches:
            self.read(session, batch, first)
            first += len(batch)
            found = to_arrow(session.take())
            rows = len(found)
            positions = pyarrow.array(range(position, position + rows), pyarrow.int64())
            position += rows
            yield _rows(found.column("bucket"), positions, found.column("records"), None)
        bucket = pyarrow.array([partition % self.buckets], pyarrow.int32())
        part = pyarrow.array([session.finish()], pyarrow.binary())
        yield _rows(bucket, pyarrow.array([position], pyarrow.int64()), None, part)


@dataclass(frozen=True)
class _ReadEvents(_ReadRows):
    from_: str
    name: str

    def read(self, session: _native.AuditSession, batch: pyarrow.RecordBatch, first: int) -> None:
        session.column(self.name, self.from_, first, batch.column("text"), batch.column("line"))


@dataclass(frozen=True)
class _ReadChoices(_ReadRows):
    def read(self, session: _native.AuditSession, batch: pyarrow.RecordBatch, first: int) -> None:
        session.choices_column(first, batch.column("text"))


@dataclass(frozen=True)
class _JudgeVisits:
    """Judges the visits of one partition, and yields what was found."""

    auditor: Auditor

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        session = _native.AuditSession(self.auditor._native, None)
        for batch in batches:
            session.add(batch.column("records"), batch.column("part"))
        part = pyarrow.array([session.finish()], pyarrow.binary())
        yield pyarrow.RecordBatch.from_arrays([part], ["part"])


def _rows(bucket: Any, position: Any, records: Any, part: Any) -> pyarrow.RecordBatch:
    import pyarrow

    nulls = pyarrow.nulls(len(bucket), pyarrow.binary())
    columns = [bucket, position, *(nulls if one is None else one for one in (records, part))]
    return pyarrow.RecordBatch.from_arrays(columns, ["bucket", "position", "records", "part"])
