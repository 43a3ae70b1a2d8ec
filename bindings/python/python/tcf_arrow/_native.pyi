from types import ModuleType
from typing import Any

__version__: str
MAX_VENDORS: int

class Array:
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_schema__(self) -> object: ...

class ChunkedArray:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

class RecordBatch:
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_schema__(self) -> object: ...

class Schema:
    def __arrow_c_schema__(self) -> object: ...

class Lists:
    def __init__(self, documents: list[tuple[str, bytes]]) -> None: ...
    def keys(self) -> list[tuple[int, int]]: ...

class Judge:
    def __init__(
        self,
        lists: Lists | None,
        cmp_list: bytes | None,
        any_gvl: bool,
        profile: str,
        gdpr: bool | None,
        ignore_policy: bool,
        disclosed: str,
        basis: str | None,
        max_age: str | None,
        deny_expired: bool,
        lenient: bool,
        max_len: int,
        deduplicate: bool,
    ) -> None: ...
    def is_permitted(
        self, array: Any, vendor: Any, purpose: Any, special_feature: int | None, as_of: Any
    ) -> Array | ChunkedArray: ...
    def decide(
        self,
        array: Any,
        vendor: Any,
        purpose: Any,
        special_feature: int | None,
        as_of: Any,
        dictionary: bool,
    ) -> Array | ChunkedArray: ...
    def are_permitted(
        self, array: Any, pairs: list[tuple[str, int, int]], as_of: Any
    ) -> Array | ChunkedArray: ...
    def validate(self, array: Any, as_of: Any, dictionary: bool) -> Array | ChunkedArray: ...
    def codes(self, array: Any, as_of: Any, dictionary: bool) -> Array | ChunkedArray: ...
    def vendor_counts(self, array: Any) -> RecordBatch: ...

def column(
    kernel: str, array: Any, lenient: bool, max_len: int, deduplicate: bool, dictionary: bool
) -> Array | ChunkedArray: ...
def vendors(
    array: Any, name: str, ranges: bool, lenient: bool, max_len: int, deduplicate: bool
) -> Array | ChunkedArray: ...
def bit(
    array: Any, name: str, id: int, lenient: bool, max_len: int, deduplicate: bool
) -> Array | ChunkedArray: ...
def ac_is_granted(
    array: Any, provider: int, lenient: bool, max_len: int, deduplicate: bool
) -> Array | ChunkedArray: ...
def activity(
    array: Any,
    activity: Any,
    gpp_sid: Any,
    brief: bool,
    lenient: bool,
    max_len: int,
    deduplicate: bool,
    dictionary: bool,
) -> Array | ChunkedArray: ...
def ddl(dialect: str, kernel: str) -> str: ...
def result_schema(kernel: str) -> Schema: ...

records: ModuleType
