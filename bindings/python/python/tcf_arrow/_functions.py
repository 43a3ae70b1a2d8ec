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
    column. Each string is given to the function once, with the others of its value."""

    def call(strings: Any, column: Any) -> Any:
        import pyarrow
        import pyarrow.compute as compute

        strings, column = _one_array(strings), _one_array(column)
        # Nulls are the last.
        order = compute.sort_indices(column)
        counts = compute.value_counts(column.take(order))
        if len(counts) == 1 and counts[0]["values"].is_valid:
            return function(strings, counts[0]["values"].as_py())
        sorted_strings = strings.take(order)
        # Also without rows, the result has its type.
        found = [function(sorted_strings.slice(0, 0), example)]
        first = 0
        for value, count in zip(counts.field(0).to_pylist(), counts.field(1).to_pylist()):
            if value is None:
                found.append(pyarrow.nulls(count, found[0].type))
            else:
                found.append(function(sorted_strings.slice(first, count), value))
            first += count
        return pyarrow.concat_arrays(found).take(compute.sort_indices(order))

    return call


def _one_array(column: Any) -> pyarrow.Array:
    """A column as one array of plain values: pyarrow takes no rows of other encodings."""
    import pyarrow
    import pyarrow.compute as compute

    if isinstance(column, pyarrow.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pyarrow.DictionaryArray):
        return column.dictionary_decode()
    if pyarrow.types.is_run_end_encoded(column.type):
        return compute.run_end_decode(column)
    plain = _PLAIN.get(str(column.type))
    return column if plain is None else column.cast(plain)


#: The types of views, and types with their values.
_PLAIN = {"string_view": "large_string", "binary_view": "large_binary"}


def _by_id(function: Callable[[Any, int], Any], last: int) -> Callable[[Any, Any], Any]:
    """A function of strings and an id as one of strings and a column. Ids that are out of range
    are set in no string."""

    def of_id(strings: Any, id: int) -> Any:
        import pyarrow
        import pyarrow.compute as compute

        if 0 < id <= last:
            return function(strings, id)
        # Null for null, and false for every string.
        return compute.if_else(compute.is_valid(strings), False, pyarrow.scalar(None, "bool"))

    return _by_value(of_id, 1)


#: The last vendor, purpose, special feature and provider.
_VENDORS, _PURPOSES, _SPECIAL_FEATURES, _PROVIDERS = 65535, 24, 12, 2**32 - 1


def _bit(name: str, last: int) -> Callable[[Any, Any], Any]:
    return _by_id(lambda strings, id: columns.bit(strings, name, id), last)


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
    Function("tcf_purpose_consent", ("int",), "bit", False, _bit("purpose_consent", _PURPOSES)),
    Function("tcf_purpose_li", ("int",), "bit", False, _bit("purpose_li", _PURPOSES)),
    Function(
        "tcf_special_feature_opt_in",
        ("int",),
        "bit",
        False,
        _bit("special_feature_opt_in", _SPECIAL_FEATURES),
    ),
    Function("tcf_vendor_consent", ("int",), "bit", False, _bit("vendor_consent", _VENDORS)),
    Function("tcf_vendor_li", ("int",), "bit", False, _bit("vendor_li", _VENDORS)),
    Function("tcf_vendor_disclosed", ("int",), "bit", False, _bit("vendor_disclosed", _VENDORS)),
    Function("tcf_is_permitted", ("int", "int"), "is_permitted", True, Judge.is_permitted, True),
    Function("tcf_decide", ("int", "int"), "decide", True, Judge.decide, True),
    Function("tcf_validate", (), "validate", True, Judge.validate),
    Function("tcf_codes", (), "codes", True, Judge.codes),
    Function("tcf_gpp_decode", (), "gpp_decode", False, columns.gpp_decode),
    Function("tcf_usp_decode", (), "usp_decode", False, columns.usp_decode),
    Function("tcf_ac_decode", (), "ac_decode", False, columns.ac_decode),
    Function(
        "tcf_ac_is_granted",
        ("int",),
        "ac_is_granted",
        False,
        _by_id(columns.ac_is_granted, _PROVIDERS),
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
