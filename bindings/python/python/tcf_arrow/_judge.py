"""Decisions and checks on columns, with vendor lists."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import _native
from ._columns import MAX_LEN, to_arrow
from ._lists import Lists


def date_text(as_of: str | datetime.date) -> str:
    """A date or an instant as the text that the library reads."""
    if isinstance(as_of, datetime.datetime):
        if as_of.tzinfo is None:
            raise ValueError("as_of needs a time zone")
        utc = as_of.astimezone(datetime.timezone.utc)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 100_000}Z"
    if isinstance(as_of, datetime.date):
        return as_of.isoformat()
    if not isinstance(as_of, str):
        raise _wrong_type("as_of", "a date or a text such as '2026-06-01'", as_of)
    return as_of


def _wrong_type(argument: str, expected: str, found: Any) -> TypeError:
    return TypeError(f"{argument}: expected {expected}, found {type(found).__name__}")


def _is_column(value: Any) -> bool:
    """Whether the library can read a value as a column."""
    if hasattr(value, "__arrow_c_array__") or hasattr(value, "__arrow_c_stream__"):
        return True
    try:
        memoryview(value)
    except TypeError:
        return False
    return True


def _ids(argument: str, value: Any) -> Any:
    """An id, or a column of ids."""
    if hasattr(value, "__index__") or _is_column(value):
        return value
    raise _wrong_type(argument, "an integer or a column of integers", value)


def _ids_or_none(argument: str, value: Any) -> Any:
    return None if value is None else _ids(argument, value)


class Judge:
    """The vendor lists, the date and the options of decisions and checks.

    Immutable, shared by threads, and picklable: lists are pickled as paths, or as bytes after
    ``Lists.embed``.

    ``as_of`` is the date as of which strings are judged: a date, an aware datetime, or text
    (``"2026-06-01"``). It can be overridden in every call, also by a column of timestamps. There
    is no default: nothing here reads the clock.

    ``cmp_list`` is the path of the CMP list, or its bytes. ``any_gvl`` uses the nearest list if the
    one that a string names is missing; otherwise the verdict is ``unknown``. ``gdpr`` is the flag
    that came with the strings; if it is ``None``, a flag in the text of a row counts, for example
    in a URL. The other options are those of ``tcf decide``.

    Raises ``ValueError`` for an invalid option or list, ``OSError`` if a file cannot be read.
    """

    def __init__(
        self,
        lists: Lists | None = None,
        *,
        as_of: str | datetime.date | None = None,
        cmp_list: str | os.PathLike[str] | bytes | None = None,
        any_gvl: bool = False,
        profile: str = "spec",
        gdpr: bool | None = None,
        ignore_policy: bool = False,
        disclosed: str = "strict",
        basis: str | None = None,
        max_age: str | None = None,
        deny_expired: bool = False,
        lenient: bool = False,
        max_len: int = MAX_LEN,
        deduplicate: bool = True,
    ) -> None:
        if cmp_list is not None and not isinstance(cmp_list, bytes):
            cmp_list = Path(cmp_list).read_bytes()
        self._state: dict[str, Any] = {
            "lists": lists,
            "as_of": None if as_of is None else date_text(as_of),
            "cmp_list": cmp_list,
            "any_gvl": any_gvl,
            "profile": profile,
            "gdpr": gdpr,
            "ignore_policy": ignore_policy,
            "disclosed": disclosed,
            "basis": basis,
            "max_age": max_age,
            "deny_expired": deny_expired,
            "lenient": lenient,
            "max_len": max_len,
            "deduplicate": deduplicate,
        }
        options = {name: value for name, value in self._state.items() if name != "as_of"}
        options["lists"] = None if lists is None else lists._native
        self._native = _native.Judge(**options)

    @property
    def lists(self) -> Lists | None:
        """The vendor lists."""
        return self._state["lists"]

    @property
    def as_of(self) -> str | None:
        """The date as of which strings are judged, if it was given."""
        return self._state["as_of"]

    def replace(self, **options: Any) -> Judge:
        """The same judge with other options."""
        return Judge(**{**self._state, **options})

    def _with_lists(self, lists: Lists) -> Judge:
        """The same judge, with the same lists from elsewhere."""
        return self.replace(lists=lists)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _restore, (self._state,)

    def _as_of(self, as_of: Any) -> Any:
        if as_of is None:
            as_of = self._state["as_of"]
        if as_of is None:
            raise ValueError("as_of is missing: give the date as of which strings are judged")
        if isinstance(as_of, (str, datetime.date)):
            return date_text(as_of)
        if not _is_column(as_of):
            raise _wrong_type("as_of", "a date, a text or a column of timestamps", as_of)
        return as_of

    def is_permitted(
        self,
        strings: Any,
        vendor: Any,
        purpose: Any = None,
        *,
        special_feature: int | None = None,
        as_of: Any = None,
    ) -> Any:
        """Whether a vendor may process data for a purpose: booleans.

        ``True`` for the verdict ``permit`` alone. Null if the string (or the vendor, purpose or
        date of its row) is null. ``False`` for unreadable strings, for ids of a column that are
        out of range, and for every other verdict, ``unknown`` included.

        ``vendor`` and ``purpose`` are ids or columns of integers; ``as_of`` is a date or a column
        of timestamps. Columns have as many rows as ``strings``.
        """
        found = self._native.is_permitted(
            strings,
            _ids("vendor", vendor),
            _ids_or_none("purpose", purpose),
            special_feature,
            self._as_of(as_of),
        )
        return to_arrow(found)

    def decide(
        self,
        strings: Any,
        vendor: Any,
        purpose: Any = None,
        *,
        special_feature: int | None = None,
        as_of: Any = None,
        dictionary: bool = False,
    ) -> Any:
        """The decision on each string: structs with ``verdict``, ``basis``, ``reasons``, ``notes``,
        ``list_version`` and ``error``.

        Null as in :meth:`is_permitted`. For an unreadable string ``verdict`` is null, and ``error``
        is set. ``dictionary`` returns names and codes as dictionaries instead of texts.
        """
        found = self._native.decide(
            strings,
            _ids("vendor", vendor),
            _ids_or_none("purpose", purpose),
            special_feature,
            self._as_of(as_of),
            dictionary,
        )
        return to_arrow(found)

    def are_permitted(
        self, strings: Any, pairs: Mapping[str, tuple[int, int]], *, as_of: Any = None
    ) -> Any:
        """Whether each pair of vendor and purpose is permitted, decoding each string once:
        structs with a boolean for each name. Null for null.

        ``pairs`` are vendor and purpose by the name of their column:
        ``{"ads": (755, 2), "measurement": (755, 7)}``.
        """
        named = [(name, vendor, purpose) for name, (vendor, purpose) in pairs.items()]
        return to_arrow(self._native.are_permitted(strings, named, self._as_of(as_of)))

    def validate(
        self, strings: Any, *, as_of: Any = None, dictionary: bool = False
    ) -> Any:
        """The findings of the rules: lists of structs ``code`` and ``severity``.

        Null for null. An unreadable string has one finding. Strings of every kind are checked.
        """
        return to_arrow(self._native.validate(strings, self._as_of(as_of), dictionary))

    def codes(
        self, strings: Any, *, as_of: Any = None, dictionary: bool = False
    ) -> Any:
        """The codes of the findings: lists of texts, distinct and ascending. Null for null."""
        return to_arrow(self._native.codes(strings, self._as_of(as_of), dictionary))

    def vendor_counts(self, strings: Any) -> Any:
        """Counts of vendors over all strings: a record batch with ``vendor``, ``rows``,
        ``disclosed``, ``consent``, ``legitimate_interest`` and ``objected``.

        Counts of several batches are added by vendor. ``rows`` is the number of strings in which
        the vendor occurs; vendors that occur in none are left out.
        """
        return to_arrow(self._native.vendor_counts(strings))


def _restore(state: dict[str, Any]) -> Judge:
    return Judge(**state)
