"""Functions for DuckDB.

>>> import duckdb, tcf_arrow.duckdb
>>> con = duckdb.connect()
>>> names = tcf_arrow.duckdb.register(con)
>>> con.sql("SELECT tcf_is_readable('1YNN')").fetchall()
[(False,)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._columns import ddl
from ._functions import Function, available
from ._judge import Judge

if TYPE_CHECKING:
    import duckdb
    import pyarrow

_TYPES = {"int": "INTEGER", "text": "VARCHAR"}


def register(con: duckdb.DuckDBPyConnection, judge: Judge | None = None) -> list[str]:
    """Registers the functions in a connection, and returns their SQL names.

    ``tcf_is_permitted``, ``tcf_decide``, ``tcf_validate`` and ``tcf_codes`` need ``judge``, with
    its date. DuckDB does not keep functions: register them in every connection.
    """
    functions = available(judge)
    for function in functions:
        con.create_function(
            function.name,
            _of(function, judge),
            ["VARCHAR", *(_TYPES[argument] for argument in function.arguments)],
            ddl("duckdb", function.result),
            type="arrow",
            # The functions handle nulls; some return null for a string.
            null_handling="special",
        )
    return [function.name for function in functions]


def _of(function: Function, judge: Judge | None) -> Any:
    """The function with as many parameters as DuckDB is told."""
    if len(function.arguments) == 0:
        return lambda strings: function(judge, strings)
    if len(function.arguments) == 1:
        return lambda strings, one: function(judge, strings, one)
    return lambda strings, one, two: function(judge, strings, one, two)


def vendor_counts(
    con: duckdb.DuckDBPyConnection, query: str, judge: Judge, *, batch_rows: int = 65536
) -> pyarrow.Table:
    """Counts of vendors over the strings of a query with one column; see
    :meth:`tcf_arrow.Judge.vendor_counts`. Memory holds one batch of strings, and the counts."""
    import pyarrow

    relation = con.sql(query)
    # Renamed in DuckDB 2.
    read = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
    # The columns of the result, also without batches.
    counts = pyarrow.Table.from_batches([judge.vendor_counts(pyarrow.nulls(0))])
    for batch in read(batch_rows):
        of_batch = pyarrow.Table.from_batches([judge.vendor_counts(batch.column(0))])
        counts = merge_counts(pyarrow.concat_tables([counts, of_batch]))
    return counts


def merge_counts(counts: pyarrow.Table) -> pyarrow.Table:
    """Adds counts of several batches: one row for each vendor, ascending."""
    names = [name for name in counts.column_names if name != "vendor"]
    added = counts.group_by("vendor").aggregate([(name, "sum") for name in names])
    added = added.rename_columns([name.removesuffix("_sum") for name in added.column_names])
    return added.select(counts.column_names).sort_by("vendor").cast(counts.schema)
