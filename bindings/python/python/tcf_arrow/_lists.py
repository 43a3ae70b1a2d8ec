"""Vendor lists from files, folders and packs."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

from . import _native

_GZIP = b"\x1f\x8b"

# Published files that are not vendor lists.
_OTHERS = ("purposes-", "additional-vendor-information", "cmp-list.", "device-disclosure-")


class Lists:
    """Vendor lists by specification and version.

    Each string is decided with the list that it names. Open them once per process:
    ``Lists.open`` keeps what it has read, and reads the files again only if one of them has
    changed. Pickling keeps the paths, or the lists themselves after :meth:`embed`.
    """

    def __init__(self, native: _native.Lists, source: tuple[str, object]) -> None:
        self._native = native
        self._source = source

    @classmethod
    def open(cls, *paths: str | os.PathLike[str]) -> Lists:
        """Opens vendor lists: JSON files, folders of them, and packs of :meth:`pack`.

        Files may be compressed with gzip. In folders, other files are ignored. If two lists have
        the same version, the first is used.

        Raises ``OSError`` if a path cannot be read, and ``ValueError`` if a file is not a list.
        """
        return _load("paths", tuple(str(Path(path).absolute()) for path in paths))

    @classmethod
    def from_bytes(cls, data: bytes) -> Lists:
        """Reads vendor lists from a pack, or from JSON documents one after the other."""
        return _load("bytes", data)

    def pack(self, path: str | os.PathLike[str] | None = None) -> bytes:
        """Packs all lists to one file of bytes, and writes it to ``path`` if it is given.

        A pack is small (60 KB a list) and can be shipped to the machines of a cluster.
        """
        data = gzip.compress(b"\n".join(_documents_of(self._source)), mtime=0)
        if path is not None:
            Path(path).write_bytes(data)
        return data

    def embed(self) -> Lists:
        """The same lists, pickled as bytes and not as paths: for workers without the files."""
        return Lists.from_bytes(self.pack())

    def keys(self) -> list[tuple[int, int]]:
        """Specification and version of each list, ascending."""
        return self._native.keys()

    def __len__(self) -> int:
        return len(self.keys())

    def __repr__(self) -> str:
        return f"<tcf_arrow.Lists of {len(self)} lists>"

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _load, self._source


#: The lists of each source, and its stamp when they were read.
_loaded: dict[object, tuple[object, Lists]] = {}


def _load(kind: str, value: object) -> Lists:
    """Loads lists once per process, and again if a file has changed."""
    source, stamp = (kind, value), _stamp(kind, value)
    loaded = _loaded.get(source)
    if loaded is None or loaded[0] != stamp:
        documents = list(_named_documents(kind, value))
        loaded = stamp, Lists(_native.Lists(documents), source)
        _loaded[source] = loaded
    return loaded[1]


def _stamp(kind: str, value: object) -> object:
    """What changes if a file does."""
    if kind == "bytes":
        return None
    files = [path for source in _paths(kind, value) for path in _files(source)]
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


def _paths(kind: str, value: object) -> tuple[str, ...]:
    if kind == "spark_file":
        # Each executor has its own folder of files.
        from pyspark import SparkFiles

        return (SparkFiles.get(str(value)),)
    assert isinstance(value, tuple)
    return value


def _files(source: str) -> Iterator[Path]:
    path = Path(source)
    if not path.is_dir():
        yield path
        return
    found = (file for file in path.rglob("*.json*") if file.name.endswith((".json", ".json.gz")))
    for file in sorted(found, key=lambda file: (file.name == "vendor-list.json", str(file))):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if not hidden and not file.name.startswith(_OTHERS):
            yield file


def _named_documents(kind: str, value: object) -> Iterator[tuple[str, bytes]]:
    if kind == "bytes":
        assert isinstance(value, bytes)
        yield "pack", _decompressed(value)
        return
    for source in _paths(kind, value):
        is_folder = Path(source).is_dir()
        for path in _files(source):
            data = _decompressed(path.read_bytes())
            # A folder may have other files.
            if not is_folder or b'"vendorListVersion"' in data:
                yield str(path), data


def _documents_of(source: tuple[str, object]) -> Iterator[bytes]:
    return (data for _, data in _named_documents(*source))


def _decompressed(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(_GZIP) else data
