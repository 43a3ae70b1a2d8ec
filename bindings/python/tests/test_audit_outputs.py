"""What audits return besides the report, and what they require: as the command prints it."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
import tcf_arrow
from audit_tools import arguments, audit, generate, options, report, without_time
from conftest import LISTS, ROOT

AUDIT = ROOT / "fixtures/audit"
MAP = (
    "[audit]\nsmall = 40\n[[map]]\nvendor = 3\npurposes = { 7 = 'legitimateInterest' }\n"
    "assessment = { reference = 'LIA-1', review = 2026-03-31 }\n"
    "[[map]]\nvendor = 2\npurposes = { 7 = 'legitimateInterest' }\n"
)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("log"), 20_000)


def same(found, expected):
    """Whether records are the same as JSON, with the order of their keys."""
    assert json.dumps(found, indent=2) == json.dumps(expected, indent=2)


@pytest.mark.parametrize("by", ["code", "vendor", "host"])
@pytest.mark.parametrize("small", [None, 40])
def test_summaries_are_those_of_the_command(log, tmp_path, by, small):
    config = tmp_path / "tcf.toml"
    config.write_text("" if small is None else f"[audit]\nsmall = {small}\n")
    events = log / "events.ndjson"
    auditor = tcf_arrow.Auditor(config=config, **options(log))
    found = auditor.summary(auditor.report(auditor.partial(events)), by=by)
    asked = ["--config", config, *arguments(log), "--summary", "--by", by, "--format", "json"]
    expected = json.loads(audit(*asked, events)[0])
    assert len(expected["groups"]) > 5
    has_merged = any(group["merged"] for group in expected["groups"])
    assert has_merged >= (by != "code" and small is not None)
    same(found, expected)


def test_unmapped_hosts_are_those_of_the_command(log):
    for events, hosts, some in [
        (log / "events.ndjson", None, 20),
        (AUDIT / "accept.har", AUDIT / "hosts.csv", 1),
    ]:
        auditor = tcf_arrow.Auditor(gvl=LISTS, hosts=hosts)
        part = auditor.partial(events)
        asked = [] if hosts is None else ["--hosts", hosts]
        asked += [part for folder in LISTS for part in ("--gvl", folder)]
        rows, _ = audit("--unmapped", *asked, events)
        assert auditor.unmapped_csv(part) == rows
        found = auditor.unmapped(part)
        lines = rows.splitlines()
        assert len(found) >= some and 2 * len(found) == len(lines)
        assert [f"{one['host']}," for one in found] == lines[1::2]
        for one, comment in zip(found, lines[::2]):
            assert comment.startswith(f"# {one['calls']} call")
            for vendor in one["vendors"][:3]:
                assert f"{vendor['name']} ({vendor['id']})" in comment
            assert ("claimed by" in comment) == one["ambiguous"]


def test_required_evidence_is_that_of_the_command(log, tmp_path):
    config = tmp_path / "tcf.toml"
    config.write_text(MAP)
    every = ["hosts", "map", "cookies", "times", "choices", "gvl"]
    for events, given, asked, lacking in [
        (log / "events.ndjson", options(log), arguments(log), {"map"}),
        (AUDIT / "reject.har", {"config": config}, ["--config", config], {"hosts", "choices"}),
    ]:
        required = ["--require", ",".join(every)]
        found, errors = audit("--format", "json", *required, *asked, events, status=(2,))
        missing = [name for name in every if f"--require {name}: " in errors]
        assert lacking <= set(missing) < set(every)
        auditor = tcf_arrow.Auditor(**given)
        part = auditor.partial(events)
        with pytest.raises(tcf_arrow.MissingEvidenceError) as raised:
            auditor.report(part, require=every)
        assert raised.value.missing == missing
        expected = without_time(json.loads(found))
        same(raised.value.report, expected)
        same(auditor.report(part, require=set(every) - set(missing)), expected)
    events = log / "events.ndjson"
    with pytest.raises(tcf_arrow.MissingEvidenceError, match="^require map: the inputs have none$"):
        tcf_arrow.audit(events, require="map", **options(log))
    tcf_arrow.audit(events, require="map", config=config, **options(log))
    error = tcf_arrow.MissingEvidenceError(["map", "gvl"], {"tool": "tcf"})
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.missing, again.report) == (str(error), error.missing, error.report)


def test_the_purpose_map_is_checked_as_by_the_command(tmp_path):
    config = tmp_path / "tcf.toml"
    config.write_text(MAP)
    asked = ["--config", config, *(part for folder in LISTS for part in ("--gvl", folder))]
    reports = []
    for as_of in ("2026-03-30", "2026-04-01"):
        auditor = tcf_arrow.Auditor(config=config, gvl=LISTS, as_of=as_of, deny="M005")
        found = auditor.check_map()
        same(found, report("--check-map", "--as-of", as_of, "--deny", "M005", *asked))
        assert found["findings"] and not found["metrics"] and not found["notRun"]
        reports.append(found)
    assert len(reports[1]["findings"]) > len(reports[0]["findings"])


def test_errors_name_the_option():
    auditor = tcf_arrow.Auditor()
    part = auditor.partial([])
    found = auditor.report(part)
    before = copy.deepcopy(found)
    for message, call in {
        "require: expected one of hosts, map, .*, gvl, found \"bodies\"": lambda: auditor.report(
            part, require="bodies"
        ),
        "by: expected one of code, vendor, host, found \"page\"": lambda: auditor.summary(
            found, by="page"
        ),
        "report: not a report of an audit": lambda: auditor.summary({}),
        "check_map: the settings have no": lambda: auditor.check_map(),
        "not the state of an audit": lambda: auditor.unmapped(b"x"),
    }.items():
        with pytest.raises(ValueError, match=message):
            call()
    assert found == before


def test_a_check_of_the_map_needs_a_date(tmp_path):
    config = tmp_path / "tcf.toml"
    config.write_text(MAP)
    with pytest.raises(ValueError, match="check_map: as_of is missing"):
        tcf_arrow.Auditor(config=config).check_map()
    config.write_text("as-of = 2026-06-01\n" + MAP)
    assert tcf_arrow.Auditor(config=config).check_map()["findings"]
