"""Decode and validate columns of consent strings, and decide what they permit.

>>> import pyarrow as pa, tcf_arrow
>>> column = pa.array(["CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA", "broken", None])
>>> tcf_arrow.is_readable(column).to_pylist()
[True, False, None]

Columns are objects with the Arrow PyCapsule interface: arrays of pyarrow, Series of Polars and
others. An invalid string never raises; see :func:`is_readable` for the rules. Modules ``spark``,
``duckdb``, ``polars`` and ``datafusion`` register the functions in an engine.

For single strings, :func:`decode`, :func:`encode`, :func:`inspect`, :func:`diff`, :func:`decide`
and :func:`validate` return the records of the command ``tcf`` as dictionaries. :func:`audit`
returns the report of an audit; an :class:`Auditor` splits it over processes.
"""

from ._audit import Auditor, MissingEvidenceError, audit
from ._columns import (
    MAX_LEN,
    ac_decode,
    ac_is_granted,
    bit,
    ddl,
    decide_activity,
    decode_column,
    gpp_decode,
    is_activity_permitted,
    is_readable,
    restrictions,
    result_type,
    usp_decode,
    vendor_ranges,
    vendors,
)
from ._judge import Judge
from ._lists import Lists
from ._native import MAX_VENDORS, __version__
from ._records import DecodeError, EncodeError, decide, decode, diff, encode, inspect, validate

__all__ = [
    "MAX_LEN",
    "MAX_VENDORS",
    "Auditor",
    "DecodeError",
    "EncodeError",
    "Judge",
    "Lists",
    "MissingEvidenceError",
    "__version__",
    "ac_decode",
    "ac_is_granted",
    "audit",
    "bit",
    "ddl",
    "decide",
    "decide_activity",
    "decode",
    "decode_column",
    "diff",
    "encode",
    "gpp_decode",
    "inspect",
    "is_activity_permitted",
    "is_readable",
    "restrictions",
    "result_type",
    "usp_decode",
    "validate",
    "vendor_ranges",
    "vendors",
]
