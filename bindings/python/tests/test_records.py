"""Single strings: the records of the command."""

from __future__ import annotations

import doctest
import json
import os
import pickle
import subprocess

import pyarrow as pa
import pytest
import tcf_arrow
from conftest import LISTS, ROOT

TEXT = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA.cAAAAAAAAUg"
OTHER = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"


def command(*arguments: str) -> list[dict]:
    """The records that the command prints. Needs ``TCF`` or a debug build."""
    path = os.environ.get("TCF", str(ROOT / "target/debug/tcf"))
    if not os.path.exists(path):
        pytest.skip(f"SKIPPED: no command at {path}; set TCF, or run cargo build")
    lists = [option for folder in LISTS for option in ("--gvl", str(folder))]
    name, *others = arguments
    extra = lists if name in ("decide", "validate", "diff") else []
    dated = ["--as-of", "2026-06-01"] if name in ("decide", "validate", "diff") else []
    run = subprocess.run(
        [path, name, "--format", "ndjson", *extra, *dated, *others],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert run.returncode in (0, 1), run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def plain_judge():
    return tcf_arrow.Judge(tcf_arrow.Lists.open(*LISTS), as_of="2026-06-01")


def test_decode_returns_the_payload_and_encode_takes_it():
    payload = tcf_arrow.decode(TEXT)
    assert payload["cmpId"] == 300 and payload["vendorConsents"] == [1]
    assert tcf_arrow.encode(payload) == TEXT
    assert tcf_arrow.decode(TEXT, ids="ranges")["vendorConsents"] == [[1, 1]]
    assert tcf_arrow.decode(f"euconsent-v2={TEXT};", envelope=True)["value"] == payload
    assert "layout" in tcf_arrow.decode(TEXT, lossless=True)
    assert tcf_arrow.decode("DBABzw~1YNN~BVQqAAAAAg")["sectionIds"] == [6, 7]
    for function in (tcf_arrow.decode, tcf_arrow.inspect):
        with pytest.raises(ValueError, match="unknown ids"):
            function(TEXT, ids="set")


def test_errors_have_the_record_of_the_command():
    with pytest.raises(tcf_arrow.DecodeError, match="^S011: ") as caught:
        tcf_arrow.decode("CQg2bYAQg2")
    assert caught.value.code == "S011"
    assert caught.value.record["error"]["field"] == "LastUpdated"
    assert pickle.loads(pickle.dumps(caught.value)).record == caught.value.record
    with pytest.raises(tcf_arrow.EncodeError, match="cmpId"):
        tcf_arrow.encode({"cmpId": 5000, "vendorListVersion": 1})


@pytest.mark.parametrize("text", [TEXT, OTHER, "CQg2bYAQg2", "1YNN", "DBABzw~1YNN~BVQqAAAAAg"])
def test_records_are_those_of_the_command(text, plain_judge):
    try:
        decoded = tcf_arrow.decode(text)
    except tcf_arrow.DecodeError as error:
        decoded = error.record
    assert [decoded] == command("decode", text)
    assert tcf_arrow.inspect(text) == command("inspect", text)
    assert tcf_arrow.inspect(text, ids="ranges") == command("inspect", "--ids", "ranges", text)
    validated = tcf_arrow.validate(text, judge=plain_judge)
    if "CQg2bYAQg2" != text:
        [expected] = command("validate", text)
        assert {**validated, "notRun": 0} == {**expected, "notRun": 0}
    try:
        decided = tcf_arrow.decide(text, 2, [7, 1], judge=plain_judge)
    except tcf_arrow.DecodeError as error:
        decided = error.record
    assert [decided] == command("decide", "--vendor", "2", "--purpose", "7,1", text)


@pytest.mark.parametrize(
    "text", [f" {TEXT}", f"{TEXT}\n", f"{TEXT},1~2.3", f'"{TEXT}"', f"euconsent-v2={TEXT}"]
)
def test_texts_are_decoded_like_rows_of_a_column(text, plain_judge):
    column = pa.array([text])
    [code] = tcf_arrow.decode_column(column).field("error").field("code").to_pylist()
    calls = (
        lambda: tcf_arrow.decode(text),
        lambda: tcf_arrow.diff(TEXT, text),
        lambda: tcf_arrow.decide(text, 2, [7], judge=plain_judge),
    )
    for call in calls:
        try:
            call()
            found = None
        except tcf_arrow.DecodeError as error:
            found = error.code
        assert found == code
    assert (code is None) == (text[0] in '"e')
    last = tcf_arrow.inspect(text)[-1]
    assert last.get("error", {}).get("code") == code
    [findings] = plain_judge.validate(column).to_pylist()
    validated = tcf_arrow.validate(text, judge=plain_judge)["findings"]
    assert [finding["code"] for finding in findings] == [finding["code"] for finding in validated]


@pytest.mark.parametrize(
    "text",
    [
        f"https://a.example/?us_privacy=1YNN&gdpr=1&gdpr_consent={TEXT}&addtl_consent=2~1~dv.2",
        "https://a.example/?gpp=DBABzw~1YNN~BVQqAAAAAg&us_privacy=1YYN&gpp_sid=5",
        "https://a.example/?us_privacy=1YNN&gdpr_consent=CQg2bYAQg2&gdpr=0",
        # The findings of the GPP string and the error of the US Privacy string are not lost.
        f"https://a.example/?gdpr=1&gdpr_consent={TEXT}&gpp=DBABLA~BVQqAAAAAg&gpp_sid=8",
        f"https://a.example/?gdpr_consent={TEXT}&us_privacy=1XXX",
    ],
)
def test_signals_that_came_together_are_checked_as_the_command_does(text, plain_judge, tmp_path):
    file = tmp_path / "urls.txt"
    file.write_text(text + "\n")
    [expected] = command("validate", "--every-line", "--input", str(file))
    codes = [finding["code"] for finding in expected["findings"]]
    others = ("us_privacy", "addtl", "&gpp=")
    records = command("validate", text)
    assert len(records) == 1 + sum(map(text.count, others))
    errors = {
        finding["code"]
        for record in records
        for finding in record["findings"]
        if finding["severity"] == "error"
    }
    assert errors <= set(codes)
    found = tcf_arrow.validate(text, judge=plain_judge)
    assert found["findings"] == expected["findings"] and codes
    [column] = plain_judge.validate(pa.array([text])).to_pylist()
    assert [finding["code"] for finding in column] == codes


def test_differences_are_those_of_the_command(plain_judge):
    found = tcf_arrow.diff(TEXT, OTHER, judge=plain_judge)
    assert [found] == command("diff", TEXT, OTHER)
    assert tcf_arrow.diff(TEXT, TEXT)["equal"]
    with pytest.raises(tcf_arrow.DecodeError):
        tcf_arrow.diff(TEXT, "CQg2")


def test_examples_of_the_documentation():
    import tcf_arrow._records

    for module in (tcf_arrow, tcf_arrow._records):
        result = doctest.testmod(module)
        assert result.failed == 0 and result.attempted > 0
    for name in ("duckdb", "polars"):
        pytest.importorskip(name)
        module = __import__(f"tcf_arrow.{name}", fromlist=["register"])
        assert doctest.testmod(module).failed == 0
