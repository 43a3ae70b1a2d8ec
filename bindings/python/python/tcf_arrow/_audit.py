"""Audits: events checked against the string in force."""

from __future__ import annotations

import datetime
import itertools
import json
import os
import re
import secrets
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Union

from . import _native
from ._judge import date_text
from ._lists import Lists

_Path = Union[str, "os.PathLike[str]"]

#: How many rows of Python are read at once.
_ROWS = 65536

_DISCLOSURE = re.compile(r"disclosure-([0-9]{1,5})\.json")


class MissingEvidenceError(ValueError):
    """The inputs of an audit lack what is required. ``missing`` has the names, and ``report`` is
    the report of what was found."""

    def __init__(self, missing: list[str], report: dict[str, Any]) -> None:
        super().__init__(f"require {', '.join(missing)}: the inputs have none")
        self.missing = missing
        self.report = report

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return MissingEvidenceError, (self.missing, self.report)


class Auditor:
    """The settings, the lists and the options of an audit.

    An audit can be split: :meth:`partial` reads events and returns bytes, :meth:`merge` merges
    such bytes in any order, and :meth:`report` makes the report. Every visit must be whole within
    one call of :meth:`partial`; events without a visit may be anywhere. Until something is left out
    because there was too much of it, which the report states, the split does not affect the report.

    Immutable, shared by threads, and picklable. Processes that share an audit must share one
    auditor by pickling it: it has the random key with which keys of visits are hashed. The key is
    in the pickle alone, so treat a pickle as a secret; bytes of parts have hashes at most.

    The options are those of ``tcf audit``:

    ``config`` is the path of a settings file (``tcf.toml``). Options take precedence over it.
    ``gvl`` are vendor lists: :class:`Lists`, a path or several; a single file is used for every
    string, as with ``any_gvl``. Directories may have disclosures beside the lists; broken ones are
    skipped with a warning. ``cmp_list`` and ``hosts`` are paths. ``vendor`` selects vendors: ids,
    ranges, names, or several of these. ``context`` and ``limit`` are dictionaries (``{"country":
    "DE"}``, ``{"propagation": "5s"}``), and so is ``field``, the columns or JSON pointers of
    fields. ``visit_key`` is the field that identifies a visit. ``as_of`` is the date of events
    without a time; ``tz`` the zone of times without one. ``allow``, ``warn``, ``deny`` and
    ``deny_warnings`` set severities. ``baseline`` is the path of accepted findings.
    ``open_samples`` is the number of samples per finding, and ``sampled`` the share of visits that
    the events are a random sample of, such as 0.1.

    Files are read once, here. Unlike the command, nothing reads ``TCF_GVL``, the cache, the clock
    or a settings file that is not named.

    Raises ``ValueError`` for an invalid option or file, ``OSError`` if a file cannot be read.
    """

    def __init__(
        self,
        *,
        config: _Path | None = None,
        gvl: Lists | _Path | Iterable[_Path] | None = None,
        any_gvl: bool = False,
        cmp_list: _Path | None = None,
        hosts: _Path | None = None,
        vendor: str | int | Iterable[str | int] = (),
        context: Mapping[str, str] | None = None,
        as_of: str | datetime.date | None = None,
        tz: str | None = None,
        limit: Mapping[str, str] | None = None,
        field: Mapping[str, str] | None = None,
        visit_key: str | None = None,
        allow: str | Iterable[str] = (),
        warn: str | Iterable[str] = (),
        deny: str | Iterable[str] = (),
        deny_warnings: bool = False,
        baseline: _Path | None = None,
        open_samples: int = 3,
        sampled: float | None = None,
    ) -> None:
        settings = None
        if config is not None:
            settings = (str(config), Path(config).read_text(encoding="utf-8"))
            gvl_paths, cmp_path, hosts_path = _native.config_paths(*settings)
            gvl = gvl if gvl is not None else gvl_paths or None
            cmp_list = cmp_list if cmp_list is not None else cmp_path
            hosts = hosts if hosts is not None else hosts_path
        lists = _lists(gvl)
        candidates = [] if lists is None else _disclosures(lists)
        disclosures, broken = _native.usable_disclosures(candidates)
        for reason in broken:
            warnings.warn(f"skipped a disclosure: {reason}", stacklevel=2)
        self._restore(
            lists,
            {
                "config": settings,
                "any_gvl": any_gvl or (lists is not None and _is_one_file(lists)),
                "gvl_sha256": None if lists is None else lists._native.newest_sha256(),
                "disclosures": disclosures,
                "cmp_list": None if cmp_list is None else Path(cmp_list).read_bytes(),
                "hosts": None
                if hosts is None
                else (str(hosts), Path(hosts).read_text(encoding="utf-8")),
                "vendor": [str(one) for one in _several(vendor)],
                "context": list((context or {}).items()),
                "as_of": None if as_of is None else date_text(as_of),
                "tz": tz,
                "limit": list((limit or {}).items()),
                "field": list((field or {}).items()),
                "visit_key": visit_key,
                "allow": list(_several(allow)),
                "warn": list(_several(warn)),
                "deny": list(_several(deny)),
                "deny_warnings": deny_warnings,
                "baseline": None if baseline is None else Path(baseline).read_text("utf-8"),
                "open_samples": open_samples,
                "sampled": sampled,
                "key": (secrets.randbits(64), secrets.randbits(64)),
            },
        )

    def _restore(self, lists: Lists | None, state: dict[str, Any]) -> None:
        self._lists, self._state = lists, state
        self._native = _native.Auditor(None if lists is None else lists._native, state)

    @property
    def lists(self) -> Lists | None:
        """The vendor lists."""
        return self._lists

    def __repr__(self) -> str:
        return f"<tcf_arrow.Auditor with {self._lists!r}>"

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _restored, (self._lists, self._state)

    def _with_lists(self, lists: Lists) -> Auditor:
        """The same auditor, with the same lists from elsewhere."""
        return _restored(lists, self._state)

    def partial(
        self,
        events: Any,
        *,
        choices: Any = None,
        mark: str | Iterable[str] = (),
        from_: str | None = None,
        lines: Any = None,
        name: str = "-",
    ) -> bytes:
        """Reads events and judges them. Returns what was found, as bytes for :meth:`merge` and
        :meth:`report`.

        ``events`` is a path (``str`` or ``os.PathLike``), several of them (``os.PathLike`` only), a
        column of texts with the Arrow PyCapsule interface, or any iterable of texts (``str`` or
        ``bytes``). A text is a line of a file: a line that is not an event is counted, and empty
        lines and nulls are skipped. Files may be compressed with gzip.

        ``from_`` is the format, by the names of ``tcf audit --from``. By default, that of files is
        detected: recordings of browsers (HAR), tables (CSV and TSV), bid requests, events, access
        logs and others, but not Parquet. Texts are ``events`` (JSON lines, the default),
        ``decisions`` or ``log``. ``choices`` are the choices of the CMP, as events are given; a
        line that is not a choice raises. ``mark`` are choices in the recordings that are read here,
        such as ``"accept=10:15:04Z"`` or ``"reject=page_2"``, one or several. ``name`` is that of
        texts in the report, and ``lines`` a column with their line numbers (64-bit integers) if
        they are not 1, 2, 3...

        The interpreter lock is released. Raises ``ValueError`` if a file has another format, no
        recording has a mark, or a line is given as a path, and ``OSError`` if a file cannot be
        read.
        """
        session = _native.AuditSession(self._native, None, list(_several(mark)))
        _read_choices(session, choices)
        _read_events(session, events, from_, lines, name)
        session.check_marks()
        return session.finish()

    def merge(self, parts: Iterable[bytes]) -> bytes:
        """Merges what calls of :meth:`partial` found. Raises ``ValueError`` for other bytes."""
        return _native.Auditor.merge(list(parts))

    def report(
        self,
        part: bytes,
        *,
        compare: Iterable[dict[str, Any] | _Path] = (),
        require: str | Iterable[str] = (),
    ) -> dict[str, Any]:
        """The report that ``tcf audit --format json`` prints, as a dictionary.

        The time ``at`` is left out. ``compare`` are older reports: paths or dictionaries.
        ``require`` is what the inputs must have, one or several of ``"hosts"``, ``"map"``,
        ``"cookies"``, ``"times"``, ``"choices"`` and ``"gvl"``: raises
        :class:`MissingEvidenceError`, which has the report, if they lack one.
        """
        return self._report(part, [], compare, require)

    def _report(
        self, part: bytes, names: list[str], compare: Iterable[Any], require: str | Iterable[str]
    ) -> dict[str, Any]:
        older = [
            json.dumps(one) if isinstance(one, dict) else Path(one).read_text(encoding="utf-8")
            for one in compare
        ]
        text, missing = self._native.report(part, names, older, list(_several(require)))
        report = json.loads(text)
        if missing:
            raise MissingEvidenceError(missing, report)
        return report

    def summary(self, report: dict[str, Any], *, by: str = "code") -> dict[str, Any]:
        """The counts of the findings of a report, as ``tcf audit --summary --format json`` prints
        them.

        ``by`` is ``"code"``, ``"vendor"`` or ``"host"``. Vendors and hosts with few findings are
        put together, by ``audit.small`` of the settings.
        """
        return json.loads(self._native.summary(json.dumps(report), by))

    def unmapped(self, part: bytes) -> list[dict[str, Any]]:
        """The hosts that no vendor is known for, most calls first.

        Each has ``host``, ``calls``, ``vendors`` (``id`` and ``name``) and ``ambiguous``: whether
        these vendors claim the host. Otherwise, their names are similar to it.
        """
        return json.loads(self._native.unmapped(part)[0])

    def unmapped_csv(self, part: bytes) -> str:
        """The rows that ``tcf audit --unmapped`` prints, to be completed for ``hosts``."""
        return self._native.unmapped(part)[1]

    def check_map(self) -> dict[str, Any]:
        """Checks the purpose map of the settings against the vendor lists, without events: the
        report of ``tcf audit --check-map --format json``.

        Needs ``as_of``, as an option or in the settings. Raises ``ValueError`` if the settings have
        no purpose map.
        """
        return json.loads(self._native.check_map())


def audit(
    events: Any,
    *,
    choices: Any = None,
    mark: str | Iterable[str] = (),
    from_: str | None = None,
    lines: Any = None,
    name: str = "-",
    compare: Iterable[dict[str, Any] | _Path] = (),
    require: str | Iterable[str] = (),
    **options: Any,
) -> dict[str, Any]:
    """Checks events against the string in force: the report of ``tcf audit --format json``.

    ``events``, ``choices``, ``mark``, ``from_``, ``lines`` and ``name`` are those of
    :meth:`Auditor.partial`, ``compare`` and ``require`` those of :meth:`Auditor.report`, and the
    other options those of :class:`Auditor`.

    >>> report = audit(['{"vendor": 76, "gdpr": 1, "tcString": ""}', "broken"])
    >>> report["events"]["read"], report["events"]["failed"]
    (2, 1)
    >>> report["findings"][0]["code"]
    'T001'
    """
    auditor = Auditor(**options)
    events = events if _is_path(events) or _is_column(events) else _reusable(events)
    part = auditor.partial(
        events, choices=choices, mark=mark, from_=from_, lines=lines, name=name
    )
    names = [str(path) for path in events] if _are_paths(events) else []
    return auditor._report(part, names, compare, require)


def _restored(lists: Lists | None, state: dict[str, Any]) -> Auditor:
    auditor = object.__new__(Auditor)
    auditor._restore(lists, state)
    return auditor


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def _is_column(value: Any) -> bool:
    return hasattr(value, "__arrow_c_array__") or hasattr(value, "__arrow_c_stream__")


def _are_paths(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], os.PathLike)


_END = object()


def _reusable(rows: Iterable[Any]) -> Any:
    """The same rows, as a list if they are paths."""
    iterator = iter(_iterable("events", rows))
    # A first row that is null does not end them.
    first = next(iterator, _END)
    if first is _END:
        return []
    chained = itertools.chain([first], iterator)
    return list(chained) if isinstance(first, os.PathLike) else chained


#: What lines have, and paths hardly ever.
_LINE = re.compile(r'[{"\n\r]')


def _file(argument: str, path: _Path) -> Path:
    """A path. A text instead of one is not in the error: it has what is known of a user."""
    if isinstance(path, str) and _LINE.search(path) and not os.path.exists(path):
        raise ValueError(f"{argument}: expected a path, found a text; give texts as a list")
    return Path(path)


def _iterable(argument: str, rows: Any) -> Iterable[Any]:
    if isinstance(rows, (bytes, Mapping)) or not isinstance(rows, Iterable):
        found = type(rows).__name__
        raise TypeError(f"{argument}: expected a path, a column or an iterable, found {found}")
    return rows


def _require_texts(argument: str, first: int, rows: list[Any]) -> None:
    """Raises for the first row that is not text."""
    for number, row in enumerate(rows, first):
        if not isinstance(row, (str, bytes)):
            found = type(row).__name__
            raise TypeError(
                f"{argument}: row {number}: expected str or bytes, found {found}"
            ) from None


def _several(value: Any) -> Iterable[Any]:
    return (value,) if isinstance(value, (str, int)) else value


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(itertools.islice(iterator, _ROWS)):
        # Null is an empty line.
        yield [b"" if row is None else row for row in chunk]


def _read_events(
    session: _native.AuditSession, events: Any, from_: str | None, lines: Any, name: str
) -> None:
    if _is_path(events):
        session.file(_file("events", events), str(events), from_)
        return
    format = from_ or "events"
    if _is_column(events):
        session.column(name, format, 1, events, lines)
        return
    if lines is not None:
        raise ValueError("lines needs events as a column")
    events = _reusable(events)
    if _are_paths(events):
        for path in events:
            session.file(path, str(path), from_)
        return
    first = 1
    for chunk in _chunks(events):
        try:
            session.rows(name, format, first, chunk)
        except TypeError:
            _require_texts("events", first, chunk)
            raise
        first += len(chunk)


def _read_choices(session: _native.AuditSession, choices: Any) -> None:
    if choices is None:
        return
    if _is_path(choices):
        session.choices_file(_file("choices", choices))
        return
    if _is_column(choices):
        session.choices_column(1, choices)
        return
    first = 1
    for chunk in _chunks(_iterable("choices", choices)):
        try:
            session.choices(first, chunk)
        except TypeError:
            _require_texts("choices", first, chunk)
            raise
        first += len(chunk)


def _lists(gvl: Any) -> Lists | None:
    if gvl is None or isinstance(gvl, Lists):
        return gvl
    return Lists.open(gvl) if _is_path(gvl) else Lists.open(*gvl)


def _is_one_file(lists: Lists) -> bool:
    kind, paths = lists._source
    return kind == "paths" and isinstance(paths, tuple) and [*map(os.path.isdir, paths)] == [False]


def _disclosures(lists: Lists) -> list[tuple[int, str, bytes]]:
    """The files of disclosures beside lists, in order: the vendor, the path and the bytes."""
    kind, paths = lists._source
    found = []
    for path in paths if kind == "paths" and isinstance(paths, tuple) else ():
        folder = Path(path) / "disclosures"
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            match = _DISCLOSURE.fullmatch(file.name)
            if match and 0 < int(match[1]) < 65536:
                found.append((int(match[1]), str(file), file.read_bytes()))
    return found
