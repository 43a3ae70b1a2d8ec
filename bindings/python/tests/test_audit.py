"""Audits: the report of the command, in one process and in several."""

from __future__ import annotations

import concurrent.futures
import doctest
import gzip
import json
import multiprocessing
import pickle
import random
import shutil

import pyarrow as pa
import pytest
import tcf_arrow
import tcf_arrow._audit
from audit_tools import arguments, generate, options, report, without_hash
from conftest import LISTS, ROOT

AUDIT = ROOT / "fixtures/audit"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("log"), 20_000)


@pytest.fixture(scope="module")
def expected(log):
    found = report(*arguments(log), "--choices", log / "choices.ndjson", log / "events.ndjson")
    assert found["events"]["read"] > 15_000 and len(found["findings"]) > 20
    return found


@pytest.fixture(scope="module")
def lines(log):
    return (log / "events.ndjson").read_text().splitlines()


def test_a_file_gives_the_report_of_the_command(log, expected):
    found = tcf_arrow.audit(
        log / "events.ndjson", choices=log / "choices.ndjson", **options(log)
    )
    assert found == expected
    assert found["gvl"]["sha256"] and found["inputs"][0]["sha256"]


def test_rows_give_the_report_of_the_command_on_stdin(log, lines):
    stdin = (log / "events.ndjson").read_bytes()
    expected = without_hash(report(*arguments(log), "--from", "events", "-", stdin=stdin))
    column = pa.array(lines)
    numbers = pa.array(range(1, len(lines) + 1), pa.int64())
    forms = {
        "iterator": (iter(lines), None),
        "bytes": ([line.encode() for line in lines], None),
        "column": (column, None),
        "chunks": (pa.chunked_array([column[:777], column[777:]]), None),
        "view": (column.cast(pa.string_view()), None),
        "large": (column.cast(pa.large_string()), numbers),
    }
    for form, (events, numbers) in forms.items():
        found = tcf_arrow.audit(events, lines=numbers, **options(log))
        assert found == expected, form


def test_bad_lines_are_counted_as_the_command_counts_them(log):
    rows = ['{"vendor": 1}', "{", "", None, "[]", '{"at": "never", "host": "a.example"}', "\ufeff"]
    stdin = "\n".join(row or "" for row in rows).encode()
    expected = without_hash(report("--from", "events", "-", stdin=stdin))
    assert expected["events"]["failed"] > 0
    assert tcf_arrow.audit(rows) == expected
    assert tcf_arrow.audit(pa.array(rows)) == expected


def test_the_end_of_a_long_line_is_not_an_event(tmp_path):
    event = '{"vendor": 76, "gdpr": 0}'
    file = tmp_path / "events.ndjson"
    file.write_text("x" * (17 << 20) + event + "\n" + event + "\n")
    found = tcf_arrow.audit(file, from_="events")
    assert found == report("--from", "events", file)
    assert (found["events"]["read"], found["events"]["failed"]) == (2, 1)


def test_the_first_disclosure_that_is_one_is_used(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    domain = {"domain": "pixel.example", "use": "ads"}
    for folder, text in zip(folders, ("{", json.dumps({"disclosures": [], "domains": [domain]}))):
        (folder / "disclosures").mkdir(parents=True)
        shutil.copy(ROOT / "fixtures/gvl/v3/archives/vendor-list-v140.json", folder)
        (folder / "disclosures/disclosure-5.json").write_text(text)
    event = '{"host": "pixel.example", "gdpr": 1, "tcString": ""}'
    with pytest.warns(UserWarning, match="skipped a disclosure: .*one.*disclosure-5.json: "):
        found = tcf_arrow.audit([event], gvl=folders)
    lists = [argument for folder in folders for argument in ("--gvl", folder)]
    assert found == without_hash(report(*lists, "--from", "events", "-", stdin=event.encode()))
    assert found != tcf_arrow.audit([event], gvl=folders[0] / "vendor-list-v140.json")


def test_options_are_those_of_the_command(log, tmp_path):
    config = tmp_path / "tcf.toml"
    config.write_text(
        "first-party = ['publisher.example']\n[audit]\nsmall = 2\nli-offered = [7]\n"
        "[audit.limits]\ngrace = '3s'\n"
        "[rules]\nallow = ['C001', 'P011']\n[[map]]\nvendor = 2\npurposes = { 7 = 'consent' }\n"
        "[[expect]]\nforbid-vendors = [2]\n"
    )
    events = log / "events.ndjson"
    found = tcf_arrow.audit(
        events,
        config=config,
        vendor=["1-3", 5],
        context={"country": "DE"},
        limit={"propagation": "1s"},
        warn="T001",
        deny_warnings=True,
        open_samples=1,
        sampled=0.1,
        as_of="2026-06-01",
        tz="+02:00",
        field={"at": "at"},
        **options(log),
    )
    expected = report(
        *("--config", config, "--vendor", "1-3,5", "--context", "country=DE"),
        *("--limit", "propagation=1s", "--warn", "T001", "--deny-warnings", "--open-samples", 1),
        *("--sampled", "10%", "--as-of", "2026-06-01", "--tz", "+02:00", "--field", "at=at"),
        *arguments(log),
        events,
    )
    assert found == expected and found["config"]["sha256"]


def test_directories_of_lists_and_several_files(log, tmp_path):
    files = [tmp_path / "b.ndjson", tmp_path / "a.ndjson.gz"]
    lines = (log / "events.ndjson").read_bytes().splitlines(keepends=True)
    files[0].write_bytes(b"".join(lines[:9_000]))
    files[1].write_bytes(gzip.compress(b"".join(lines[9_000:])))
    expected = report(*(part for folder in LISTS for part in ("--gvl", folder)), *files)
    assert tcf_arrow.audit(files, gvl=LISTS) == expected


def test_reports_are_compared_and_findings_accepted(log, tmp_path):
    old = tmp_path / "old.json"
    old.write_text(json.dumps(tcf_arrow.audit(log / "events.ndjson", hosts=log / "hosts.csv")))
    baseline = tmp_path / "accepted.txt"
    report(*arguments(log), "--write-baseline", baseline, log / "events.ndjson")
    expected = report(
        *arguments(log), "--compare", old, "--baseline", baseline, log / "events.ndjson"
    )
    for older in (old, json.loads(old.read_text())):
        found = tcf_arrow.audit(
            log / "events.ndjson", compare=[older], baseline=baseline, **options(log)
        )
        assert found == expected and found["drift"]


@pytest.mark.parametrize(
    "file",
    [
        *(AUDIT / name for name in ("accept.har", "objection.har", "reject.har")),
        *(
            ROOT / "fixtures/carriers" / name
            for name in (
                *("chrome.har", "firefox.har", "playwright.har", "table.csv", "table.tsv"),
                *("openrtb-2.5.json", "openrtb-2.6.json", "tcdata.json", "cmp-answer.json"),
                *("access.log", "cookies.txt", "headers.txt", "urls.txt", "android.xml"),
            )
        ),
    ],
    ids=lambda file: file.name,
)
def test_files_of_every_format_give_the_report_of_the_command(file):
    arguments = ["--hosts", AUDIT / "hosts.csv"]
    arguments += [part for folder in LISTS for part in ("--gvl", folder)]
    expected = report(*arguments, file)
    assert expected["events"]["read"] > 0
    assert tcf_arrow.audit(file, hosts=AUDIT / "hosts.csv", gvl=LISTS) == expected


def test_marks_are_those_of_the_command():
    file = AUDIT / "objection.har"
    expected = report("--mark", "objection=10:00:19Z", file)
    found = tcf_arrow.audit(file, mark="objection=10:00:19Z")
    assert found == expected != tcf_arrow.audit(file)
    for message, mark in {
        "mark objection=23:00:00Z: no recording": "objection=23:00:00Z",
        "mark click=page_1: click: expected accept": ["click=page_1"],
    }.items():
        with pytest.raises(ValueError, match=message):
            tcf_arrow.audit(file, mark=mark)


def visits_of(lines, choices, count):
    """The lines in parts that keep visits whole, with their numbers, and the choices of each."""
    shuffled = random.Random(5)
    events, chosen = [[] for _ in range(count)], [[] for _ in range(count)]
    buckets: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        visit = json.loads(line).get("visit")
        any_bucket = shuffled.randrange(count)
        bucket = any_bucket if visit is None else buckets.setdefault(str(visit), any_bucket)
        events[bucket].append((number, line))
    for line in choices:
        chosen[buckets.get(str(json.loads(line)["visit"]), 0)].append(line)
    return list(zip(events, chosen))


def partial(auditor, part, name):
    events, choices = part
    numbers = pa.array([number for number, _ in events], pa.int64())
    column = pa.array([line for _, line in events], pa.string())
    return auditor.partial(column, choices=choices, lines=numbers, name=name)


def test_processes_share_an_audit(log, lines, expected):
    choices = (log / "choices.ndjson").read_text().splitlines()
    auditor = tcf_arrow.Auditor(**options(log))
    parts = visits_of(lines, choices, 4)
    name = str(log / "events.ndjson")
    with concurrent.futures.ProcessPoolExecutor(
        2, mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        found = list(pool.map(partial, [auditor] * 4, parts, [name] * 4))
    whole = without_hash(expected)
    assert without_hash(auditor.report(auditor.merge(found))) == whole
    again = auditor.merge([auditor.merge(found[2:]), *reversed(found[:2])])
    assert without_hash(auditor.report(again)) == whole


def test_the_key_is_in_the_pickle_alone(log, lines):
    auditor = tcf_arrow.Auditor(**options(log))
    copy = pickle.loads(pickle.dumps(auditor))
    assert copy._state["key"] == auditor._state["key"]
    assert tcf_arrow.Auditor()._state["key"] != auditor._state["key"]
    part = auditor.partial(lines)
    for key in auditor._state["key"]:
        for form in (key.to_bytes(8, "little"), str(key).encode(), f"{key:x}".encode()):
            assert form not in part
        assert str(key) not in repr(auditor) + repr(vars(auditor)["_native"])
    assert copy.partial(lines) == part


def test_errors_name_the_option_and_the_place(tmp_path):
    bad = tmp_path / "tcf.toml"
    bad.write_text("[audit]\nvisit = 'x'")
    har = tmp_path / "visit.har"
    har.write_text('{"log": {"version": "1.2", "entries": [')
    parquet = tmp_path / "events.parquet"
    parquet.write_bytes(b"PAR1")
    for message, call in {
        r"tcf.toml:2:1: unknown key visit": lambda: tcf_arrow.Auditor(config=bad),
        "limit: no limit 'delay'|limit: no limit \"delay\"": lambda: tcf_arrow.Auditor(
            limit={"delay": "5s"}
        ),
        "tz: expected UTC or an offset": lambda: tcf_arrow.Auditor(tz="Europe/Berlin"),
        "context country=Germany": lambda: tcf_arrow.Auditor(context={"country": "Germany"}),
        "field: no field \"when\"": lambda: tcf_arrow.Auditor(field={"when": "ts"}),
        "\"Z999\" is not a code": lambda: tcf_arrow.Auditor(warn="Z999"),
        "vendor: no vendor": lambda: tcf_arrow.Auditor(vendor="nobody", gvl=LISTS),
        "open_samples: ": lambda: tcf_arrow.Auditor(open_samples=6),
        "sampled: ": lambda: tcf_arrow.Auditor(sampled=10),
        "not the state of an audit": lambda: tcf_arrow.Auditor().merge([b"x"]),
        "choices: line 2: ": lambda: tcf_arrow.audit([], choices=["", "{}"]),
        "visit.har: ": lambda: tcf_arrow.audit(har),
        "Parquet files need the command": lambda: tcf_arrow.audit(parquet),
        "from_: expected one of .*har.*, found 'pdf'|found \"pdf\"": lambda: tcf_arrow.audit(
            har, from_="pdf"
        ),
        "expected events, decisions or log, found \"har\"": lambda: tcf_arrow.audit(
            ["{}"], from_="har"
        ),
        "expected a column of texts, found Int64": lambda: tcf_arrow.audit(pa.array([1])),
        "1 line numbers for 2 rows": lambda: tcf_arrow.audit(
            pa.array(["", ""]), lines=pa.array([1])
        ),
        "without nulls": lambda: tcf_arrow.audit(
            pa.array([""]), lines=pa.array([None], pa.int64())
        ),
        "lines needs events as a column": lambda: tcf_arrow.audit([], lines=pa.array([1])),
    }.items():
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(OSError, match="cannot read .*none.ndjson"):
        tcf_arrow.audit(tmp_path / "none.ndjson")


def test_examples_of_the_documentation():
    result = doctest.testmod(tcf_arrow._audit)
    assert result.failed == 0 and result.attempted > 0
