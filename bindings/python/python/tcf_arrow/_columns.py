"""Kernels over columns that need no vendor list."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from . import _native

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: The maximum length of a string, by default: 64 KiB.
MAX_LEN = 65536


def to_arrow(result: Any) -> Any:
    """A result as an object of pyarrow if that is installed, else as it is.

    Results without pyarrow have ``__arrow_c_array__`` or ``__arrow_c_stream__``.
    """
    try:
        import pyarrow
    except ImportError:
        return result
    if hasattr(result, "__arrow_c_array__"):
        schema, array = result.__arrow_c_array__()
        if isinstance(result, _native.RecordBatch):
            return pyarrow.RecordBatch._import_from_c_capsule(schema, array)
        return pyarrow.Array._import_from_c_capsule(schema, array)
    return pyarrow.chunked_array(result)


class Options(TypedDict, total=False):
    """How strings are decoded, in all functions."""

    #: Repair framing faults such as padding. ``False`` by default.
    lenient: bool
    #: Longer strings are unreadable. :data:`MAX_LEN` by default.
    max_len: int
    #: Evaluate repeated strings once. ``True`` by default.
    deduplicate: bool


class DictionaryOptions(Options, total=False):
    """The options of functions that return names and codes."""

    #: Return them as dictionaries instead of texts. ``False`` by default.
    dictionary: bool


_OPTIONS = {"lenient": False, "max_len": MAX_LEN, "deduplicate": True}
_DICTIONARY_OPTIONS = {**_OPTIONS, "dictionary": False}

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _takes(defaults: dict[str, Any]) -> Callable[[_Function], _Function]:
    """A decorator: keyword arguments have these names and defaults, also in the signature."""

    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        inspect.Parameter(name, keyword, default=default, annotation=type(default).__name__)
        for name, default in defaults.items()
    ]

    def decorate(function: _Function) -> _Function:
        signature = inspect.signature(function)
        # The last one stands for the options.
        own = list(signature.parameters.values())[:-1]
        signature = signature.replace(parameters=[*own, *options])

        @functools.wraps(function)
        def call(*arguments: Any, **given: Any) -> Any:
            for name in given:
                if name not in signature.parameters:
                    message = f"{function.__name__}() got an unexpected keyword argument {name!r}"
                    raise TypeError(message)
            return function(*arguments, **{**defaults, **given})

        call.__signature__ = signature  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


@_takes(_OPTIONS)
def is_readable(strings: Any, **options: Unpack[Options]) -> Any:
    """Whether strings can be decoded to their end: booleans.

    Null for null, ``False`` for all that cannot be decoded, empty text included.

    ``strings`` is any object with the Arrow PyCapsule interface: an array or chunked array of
    pyarrow, a Series of Polars. Text and binary of every Arrow encoding, also dictionaries and
    runs. The result is an array for an array, and a chunked array for a stream. ``lenient``
    repairs framing faults such as padding. ``deduplicate=False`` evaluates repeated strings again.

    Raises ``ValueError`` if the column has no strings. An invalid string never raises.
    """
    return to_arrow(_native.column("is_readable", strings, dictionary=False, **options))


@_takes(_DICTIONARY_OPTIONS)
def decode_column(strings: Any, **options: Unpack[DictionaryOptions]) -> Any:
    """Decodes TC strings: structs with the header, the purposes and the sizes of vendor sections.

    Null for null. For an unreadable string the struct is not null: its values are null, and
    ``error`` has ``code``, ``message``, ``segment``, ``field``, ``bit`` and ``at_char``. Fields
    that version 1 strings lack are null. GPP strings have the TC string of section 2. Arguments
    and errors as in :func:`is_readable`. ``dictionary`` returns names and codes as dictionaries
    instead of texts, here and in the other functions that have it.
    """
    return to_arrow(_native.column("decode", strings, **options))


@_takes(_DICTIONARY_OPTIONS)
def restrictions(strings: Any, **options: Unpack[DictionaryOptions]) -> Any:
    """The publisher restrictions: lists of structs ``purpose_id``, ``restriction_type`` and
    ``ranges``. Null for null, unreadable strings and version 1."""
    return to_arrow(_native.column("restrictions", strings, **options))


@_takes(_OPTIONS)
def vendors(strings: Any, of: str, **options: Unpack[Options]) -> Any:
    """The ids of a set of vendors: lists of ``int32``.

    ``of`` is ``"consent"``, ``"legitimate_interest"``, ``"disclosed"`` or ``"allowed"``. Null for
    null, unreadable strings, a missing segment, and more than 8,192 vendors: see
    :func:`vendor_ranges`.
    """
    found = _native.vendors(strings, of, ranges=False, **options)
    return to_arrow(found)


@_takes(_OPTIONS)
def vendor_ranges(strings: Any, of: str, **options: Unpack[Options]) -> Any:
    """The ranges of a set of vendors: lists of structs ``start`` and ``end``.

    See :func:`vendors`.
    """
    found = _native.vendors(strings, of, ranges=True, **options)
    return to_arrow(found)


@_takes(_OPTIONS)
def bit(strings: Any, name: str, id: int, **options: Unpack[Options]) -> Any:
    """Whether a bit is set: booleans. Null for null, ``False`` for unreadable strings.

    ``name`` is ``"purpose_consent"``, ``"purpose_li"``, ``"special_feature_opt_in"``,
    ``"vendor_consent"``, ``"vendor_li"`` or ``"vendor_disclosed"``. Bits are signals of the user,
    not permissions: see :meth:`Judge.is_permitted`.
    """
    return to_arrow(_native.bit(strings, name, id, **options))


@_takes(_DICTIONARY_OPTIONS)
def gpp_decode(strings: Any, **options: Unpack[DictionaryOptions]) -> Any:
    """Decodes GPP strings: structs with ``section_ids``, ``section_names``, ``tc_string`` (the text
    of section 2), ``us_privacy`` (that of section 6), ``us`` (the US sections) and ``error``."""
    return to_arrow(_native.column("gpp_decode", strings, **options))


@_takes(_DICTIONARY_OPTIONS)
def usp_decode(strings: Any, **options: Unpack[DictionaryOptions]) -> Any:
    """Decodes US Privacy strings: structs with ``version``, ``notice``, ``opt_out_sale``,
    ``lspa_covered`` (``Y``, ``N`` or ``-``) and ``error``."""
    return to_arrow(_native.column("usp_decode", strings, **options))


@_takes(_DICTIONARY_OPTIONS)
def ac_decode(strings: Any, **options: Unpack[DictionaryOptions]) -> Any:
    """Decodes Additional Consent strings: structs with ``version``, ``granted``, ``refused`` (lists
    of ``int64``) and ``error``."""
    return to_arrow(_native.column("ac_decode", strings, **options))


@_takes(_OPTIONS)
def ac_is_granted(strings: Any, provider: int, **options: Unpack[Options]) -> Any:
    """Whether Additional Consent strings grant consent to a provider: booleans.

    Null for null, ``False`` for unreadable strings."""
    return to_arrow(_native.ac_is_granted(strings, provider, **options))


@_takes(_OPTIONS)
def is_activity_permitted(
    strings: Any, activity: Any, gpp_sid: Any = None, **options: Unpack[Options]
) -> Any:
    """Whether the US sections of GPP strings, and US Privacy strings, permit an activity: booleans.

    ``activity`` is ``"sale"``, ``"sharing"``, ``"targeted-advertising"``, ``"sensitive:N"`` or
    ``"child:N"``, or a column of such texts. ``gpp_sid`` has the sections that apply, such as
    ``"7,8"``, or is a column of such texts; ``None`` and null are not stated.

    ``True`` for the verdict ``permit`` alone. Null if the string or the activity is null. ``False``
    for unreadable strings, for strings without a US section that applies, and for texts of a column
    that are not an activity or sections.
    """
    found = _native.activity(
        strings, activity, gpp_sid, brief=True, dictionary=False, **options
    )
    return to_arrow(found)


@_takes(_DICTIONARY_OPTIONS)
def decide_activity(
    strings: Any, activity: Any, gpp_sid: Any = None, **options: Unpack[DictionaryOptions]
) -> Any:
    """The decisions of US sections on an activity: structs with ``verdict``, ``sections`` and
    ``error``.

    Each section has ``section`` (its name), ``carrier``, ``category``, ``choice``, ``notice``,
    ``gpc``, ``verdict``, ``reasons`` and ``notes``, as ``tcf decide --activity`` prints them.
    Arguments and nulls as in :func:`is_activity_permitted`. For an unreadable string, and for one
    without a US section that applies, ``verdict`` is null, and ``error`` is set.
    """
    found = _native.activity(strings, activity, gpp_sid, brief=False, **options)
    return to_arrow(found)


def ddl(dialect: str, result: str) -> str:
    """The type of a result in a dialect of SQL.

    ``dialect`` is ``"spark"``, ``"duckdb"``, ``"bigquery"``, ``"trino"`` or ``"clickhouse"``.
    ``result`` is the name of a function: ``"decode"``, ``"decide"``, ``"validate"``, ``"codes"``,
    ``"vendors"``, ``"vendor_ranges"``, ``"restrictions"``, ``"vendor_counts"``, ``"gpp_decode"``,
    ``"usp_decode"``, ``"ac_decode"``, ``"is_permitted"``, ``"is_readable"``,
    ``"decide_activity"``, ``"is_activity_permitted"``.
    """
    return _native.ddl(dialect, result)


def result_type(result: str) -> Any:
    """The type of a result as a ``pyarrow.DataType``. Names as in :func:`ddl`."""
    import pyarrow

    capsule = _native.result_schema(result).__arrow_c_schema__()
    return pyarrow.Schema._import_from_c_capsule(capsule).field("result").type
