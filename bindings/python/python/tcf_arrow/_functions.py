"""The functions that engines register, with their SQL names and types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _columns as columns
from ._judge import Judge

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class Function:
    """A function of a column of strings."""

    #: The SQL name.
    name: str
    #: The types of the arguments after the strings: ``"int"`` or ``"text"``.
    arguments: tuple[str, ...]
    #: The name of the result type, as in :func:`tcf_arrow.ddl`.
    result: str
    #: Whether it needs a judge.
    needs_judge: bool
    _call: Callable[..., Any]
    #: Whether the arguments after the strings can also be constants.
    takes_constants: bool = False

    def __call__(self, judge: Judge | None, strings: Any, *arguments: Any) -> pyarrow.Array:
        """Applies the function to arrays of pyarrow, which have one value for each row."""
        import pyarrow

        call = self._call if not self.needs_judge else lambda *given: self._call(judge, *given)
        found = call(strings, *arguments)
        if isinstance(found, pyarrow.ChunkedArray):
            return found.combine_chunks()
        return found


def _by_value(function: Callable[[Any, Any], Any], example: Any) -> Callable[[Any, Any], Any]:
    """A function of strings and a constant, such as ``example``, as one of strings and a
    column."""

    def call(strings: Any, column: Any) -> Any:
        import pyarrow
        import pyarrow.compute as compute

        values = compute.unique(column).to_pylist()
        if values == [None] or not values:
            return pyarrow.nulls(len(strings), function(strings, example).type)
        found = None
        for value in (value for value in values if value is not None):
            of_value = function(strings, value)
            is_value = compute.equal(column, value)
            if found is None:
                found = of_value if len(values) == 1 else compute.if_else(is_value, of_value, None)
            else:
                found = compute.if_else(compute.fill_null(is_value, False), of_value, found)
        return found

    return call


def _bit(name: str) -> Callable[[Any, Any], Any]:
    return _by_value(lambda strings, id: columns.bit(strings, name, id), 1)


FUNCTIONS: tuple[Function, ...] = (
    Function("tcf_is_readable", (), "is_readable", False, columns.is_readable),
    Function("tcf_decode", (), "decode", False, columns.decode_column),
    Function("tcf_vendors", ("text",), "vendors", False, _by_value(columns.vendors, "consent")),
    Function(
        "tcf_vendor_ranges",
        ("text",),
        "vendor_ranges",
        False,
        _by_value(columns.vendor_ranges, "consent"),
    ),
    Function("tcf_restrictions", (), "restrictions", False, columns.restrictions),
    Function("tcf_purpose_consent", ("int",), "bit", False, _bit("purpose_consent")),
    Function("tcf_purpose_li", ("int",), "bit", False, _bit("purpose_li")),
    Function(
        "tcf_special_feature_opt_in", ("int",), "bit", False, _bit("special_feature_opt_in")
    ),
    Function("tcf_vendor_consent", ("int",), "bit", False, _bit("vendor_consent")),
    Function("tcf_vendor_li", ("int",), "bit", False, _bit("vendor_li")),
    Function("tcf_vendor_disclosed", ("int",), "bit", False, _bit("vendor_disclosed")),
    Function("tcf_is_permitted", ("int", "int"), "is_permitted", True, Judge.is_permitted, True),
    Function("tcf_decide", ("int", "int"), "decide", True, Judge.decide, True),
    Function("tcf_validate", (), "validate", True, Judge.validate),
    Function("tcf_codes", (), "codes", True, Judge.codes),
    Function("tcf_gpp_decode", (), "gpp_decode", False, columns.gpp_decode),
    Function("tcf_usp_decode", (), "usp_decode", False, columns.usp_decode),
    Function("tcf_ac_decode", (), "ac_decode", False, columns.ac_decode),
    Function(
        "tcf_ac_is_granted", ("int",), "ac_is_granted", False, _by_value(columns.ac_is_granted, 1)
    ),
    Function(
        "tcf_is_activity_permitted",
        ("text", "text"),
        "is_activity_permitted",
        False,
        columns.is_activity_permitted,
        True,
    ),
    Function(
        "tcf_decide_activity",
        ("text", "text"),
        "decide_activity",
        False,
        columns.decide_activity,
        True,
    ),
)


def available(judge: Judge | None) -> tuple[Function, ...]:
    """The functions that can be registered: without a judge, those that need none."""
    if judge is not None and judge.as_of is None:
        raise ValueError("as_of is missing: give the judge the date as of which strings are judged")
    return tuple(one for one in FUNCTIONS if judge is not None or not one.needs_judge)
