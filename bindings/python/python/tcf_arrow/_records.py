"""Single strings: the records that the command prints, as dictionaries.

A text is decoded like a row of a column and a line of a file: white space and other text around the
string are errors (``S002``). Use ``text.strip()`` for text that a person pasted.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from . import _native
from ._columns import MAX_LEN
from ._judge import Judge, date_text


class DecodeError(ValueError):
    """A string cannot be decoded. ``record`` is the error record of the command."""

    def __init__(self, record: dict[str, Any]) -> None:
        error = record["error"]
        super().__init__(f"{error['code']}: {error['message']}")
        self.record = record

    @property
    def code(self) -> str:
        """The stable code, such as ``S011``."""
        return self.record["error"]["code"]

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return DecodeError, (self.record,)


class EncodeError(ValueError):
    """A payload cannot be encoded."""


def _decoded(record: tuple[str, bool]) -> Any:
    text, is_error = record
    value = json.loads(text)
    if is_error:
        raise DecodeError(value)
    return value


def _is_ranges(ids: str) -> bool:
    if ids not in ("list", "ranges"):
        raise ValueError(f"unknown ids {ids!r}, expected 'list' or 'ranges'")
    return ids == "ranges"


def decode(
    text: str,
    *,
    ids: str = "list",
    lossless: bool = False,
    envelope: bool = False,
    lenient: bool = False,
    max_len: int = MAX_LEN,
) -> dict[str, Any]:
    """Decodes a consent string of any kind: the payload that ``tcf decode`` prints.

    The text may also be a URL, a cookie or JSON that carries a string. White space around the
    string is an error, as in a column: use ``text.strip()`` for text that a person pasted.
    ``ids="ranges"`` returns sets of ids as ranges, ``lossless`` adds the layout, ``envelope``
    returns the record around it.

    >>> decode("1YNN")
    {'kind': 'usp', 'version': 1, 'notice': 'Y', 'optOutSale': 'N', 'lspaCovered': 'N'}

    Raises :class:`DecodeError`.
    """
    return _decoded(
        _native.records.decode(text, _is_ranges(ids), lossless, envelope, lenient, max_len)
    )


def encode(
    payload: dict[str, Any],
    *,
    as_of: str | datetime.date = "1970-01-01",
    drop_layout: bool = False,
) -> str:
    """Encodes a payload, or an envelope: the string that ``tcf encode`` prints.

    ``as_of`` is the day of ``created`` and ``lastUpdated`` if the payload lacks them.

    >>> encode({"kind": "usp", "notice": "Y", "optOutSale": "N", "lspaCovered": "N"})
    '1YNN'

    Raises :class:`EncodeError`.
    """
    text, is_error = _native.records.encode(json.dumps(payload), date_text(as_of), drop_layout)
    if is_error:
        raise EncodeError(text)
    return text


def inspect(
    text: str, *, ids: str = "list", lenient: bool = False, max_len: int = MAX_LEN
) -> list[dict[str, Any]]:
    """Every bit of a string: the records that ``tcf inspect`` prints.

    ``ids="ranges"`` returns sets of ids as ranges. The last record is an error record if the string
    cannot be decoded.

    Raises ``ValueError`` for other ``ids``.
    """
    records = _native.records.inspect(text, _is_ranges(ids), lenient, max_len)
    return [json.loads(record) for record in records]


def diff(
    before: str,
    after: str,
    *,
    judge: Judge | None = None,
    as_of: str | datetime.date | None = None,
    lenient: bool = False,
    max_len: int = MAX_LEN,
) -> dict[str, Any]:
    """The differences between two strings: the record that ``tcf diff`` prints.

    Permissions are compared if ``judge`` has the lists that the strings name, and the date is given
    there or here.

    Raises :class:`DecodeError` if a string cannot be decoded, ``ValueError`` if they are of
    different kinds.
    """
    date = as_of if as_of is not None else (judge.as_of if judge is not None else None)
    native = judge._native if judge is not None else None
    text = None if date is None else date_text(date)
    return _decoded(_native.records.diff(before, after, native, text, lenient, max_len))


def decide(
    text: str,
    vendor: int,
    purposes: Sequence[int] = (),
    *,
    judge: Judge,
    as_of: str | datetime.date | None = None,
) -> dict[str, Any]:
    """The decisions on a vendor: the record that ``tcf decide`` prints.

    Without ``purposes``, everything that the vendor declares is decided.

    Raises :class:`DecodeError`.
    """
    date = judge._as_of(as_of)
    return _decoded(_native.records.decide(judge._native, text, vendor, list(purposes), date))


def validate(
    text: str, *, judge: Judge, as_of: str | datetime.date | None = None
) -> dict[str, Any]:
    """The findings of the rules: the record that ``tcf validate`` prints.

    A string that cannot be decoded is a finding, too.
    """
    return json.loads(_native.records.validate(judge._native, text, judge._as_of(as_of)))
