"""Functions for Polars: the namespace ``tcf`` of expressions.

>>> import polars as pl, tcf_arrow.polars
>>> frame = pl.DataFrame({"tc": ["1YNN", None]})
>>> frame.select(pl.col("tc").tcf.is_readable()).to_series().to_list()
[False, None]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from . import _native
from ._columns import MAX_LEN
from ._judge import Judge

_Kernel = Callable[[Any], Any]


@pl.api.register_expr_namespace("tcf")
class Tcf:
    """Functions of a column of consent strings. All are elementwise and stream."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def _map(self, kernel: _Kernel) -> pl.Expr:
        def call(strings: pl.Series) -> pl.Series:
            return pl.Series(strings.name, kernel(strings))

        empty = pl.Series("", [], pl.String)
        return self._expr.map_batches(call, return_dtype=call(empty).dtype, is_elementwise=True)

    def _column(self, kernel: str, lenient: bool) -> pl.Expr:
        return self._map(lambda it: _native.column(kernel, it, lenient, MAX_LEN, True, False))

    def is_readable(self, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.is_readable`."""
        return self._column("is_readable", lenient)

    def decode(self, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.decode_column`."""
        return self._column("decode", lenient)

    def restrictions(self, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.restrictions`."""
        return self._column("restrictions", lenient)

    def vendors(self, of: str, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.vendors`."""
        return self._map(lambda it: _native.vendors(it, of, False, lenient, MAX_LEN, True))

    def vendor_ranges(self, of: str, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.vendor_ranges`."""
        return self._map(lambda it: _native.vendors(it, of, True, lenient, MAX_LEN, True))

    def bit(self, name: str, id: int, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.bit`."""
        return self._map(lambda it: _native.bit(it, name, id, lenient, MAX_LEN, True))

    def gpp_decode(self, *, lenient: bool = False) -> pl.Expr:
        """See :func:`tcf_arrow.gpp_decode`."""
        return self._column("gpp_decode", lenient)

    def usp_decode(self) -> pl.Expr:
        """See :func:`tcf_arrow.usp_decode`."""
        return self._column("usp_decode", False)

    def ac_decode(self) -> pl.Expr:
        """See :func:`tcf_arrow.ac_decode`."""
        return self._column("ac_decode", False)

    def ac_is_granted(self, provider: int) -> pl.Expr:
        """See :func:`tcf_arrow.ac_is_granted`."""
        return self._map(lambda it: _native.ac_is_granted(it, provider, False, MAX_LEN, True))

    def is_activity_permitted(self, activity: str, gpp_sid: str | None = None) -> pl.Expr:
        """See :func:`tcf_arrow.is_activity_permitted`."""
        return self._activity(activity, gpp_sid, True)

    def decide_activity(self, activity: str, gpp_sid: str | None = None) -> pl.Expr:
        """See :func:`tcf_arrow.decide_activity`."""
        return self._activity(activity, gpp_sid, False)

    def _activity(self, activity: str, gpp_sid: str | None, brief: bool) -> pl.Expr:
        return self._map(
            lambda it: _native.activity(
                it, activity, gpp_sid, brief, False, MAX_LEN, True, False
            )
        )

    def is_permitted(self, judge: Judge, vendor: int, purpose: int) -> pl.Expr:
        """See :meth:`tcf_arrow.Judge.is_permitted`."""
        native, as_of = judge._native, judge._as_of(None)
        return self._map(lambda it: native.is_permitted(it, vendor, purpose, None, as_of))

    def are_permitted(self, judge: Judge, pairs: Mapping[str, tuple[int, int]]) -> pl.Expr:
        """See :meth:`tcf_arrow.Judge.are_permitted`."""
        native, as_of = judge._native, judge._as_of(None)
        named = [(name, vendor, purpose) for name, (vendor, purpose) in pairs.items()]
        return self._map(lambda it: native.are_permitted(it, named, as_of))

    def decide(self, judge: Judge, vendor: int, purpose: int) -> pl.Expr:
        """See :meth:`tcf_arrow.Judge.decide`."""
        native, as_of = judge._native, judge._as_of(None)
        return self._map(lambda it: native.decide(it, vendor, purpose, None, as_of, False))

    def validate(self, judge: Judge) -> pl.Expr:
        """See :meth:`tcf_arrow.Judge.validate`."""
        native, as_of = judge._native, judge._as_of(None)
        return self._map(lambda it: native.validate(it, as_of, False))

    def codes(self, judge: Judge) -> pl.Expr:
        """See :meth:`tcf_arrow.Judge.codes`."""
        native, as_of = judge._native, judge._as_of(None)
        return self._map(lambda it: native.codes(it, as_of, False))
