"""Rows of audits: what is skipped, and what is refused."""

from __future__ import annotations

import pyarrow as pa
import pytest
import tcf_arrow

LINE = '{"vendor": 76, "gdpr": 1, "tcString": ""}'
TWICE = [LINE, LINE]


def read(events, **arguments):
    return tcf_arrow.audit(events, **arguments)["events"]["read"]


@pytest.mark.parametrize("at", range(3))
def test_nulls_are_skipped_wherever_they_are(at):
    rows = [*TWICE[:at], None, *TWICE[at:]]
    auditor = tcf_arrow.Auditor()
    for form in (list, tuple, iter, lambda rows: (row for row in rows), pa.array):
        assert read(form(rows)) == 2
        part = auditor.partial(form(rows))
        assert auditor.report(part)["events"]["read"] == 2


def test_nulls_count_as_lines():
    report = tcf_arrow.audit([None, None, LINE])
    assert report == tcf_arrow.audit(["", "", LINE])
    assert report["findings"][0]["evidence"][0]["line"] == 3


@pytest.mark.parametrize("rows", [[], [None], [None, None]])
def test_no_rows_are_no_events(rows):
    assert read(rows) == 0
    assert read(iter(rows)) == 0


@pytest.mark.parametrize("text", [LINE, f"vendor\n{LINE}", f" {LINE}"])
def test_a_text_is_no_path_and_not_in_the_error(text):
    for argument, run in [
        ("events", lambda: read(text)),
        ("events", lambda: tcf_arrow.Auditor().partial(text)),
        ("choices", lambda: read(TWICE, choices=text)),
    ]:
        with pytest.raises(ValueError) as raised:
            run()
        assert str(raised.value) == (
            f"{argument}: expected a path, found a text; give texts as a list"
        )


def test_paths_that_look_like_texts_are_read(tmp_path):
    path = tmp_path / "{log}.ndjson"
    path.write_text(LINE)
    assert read(str(path)) == 1
    with pytest.raises(OSError, match="missing.ndjson"):
        read(str(tmp_path / "missing.ndjson"))


def test_rows_of_another_type_are_named():
    for run, message in [
        (lambda: read([LINE, {"vendor": 1}]), "events: row 2: expected str or bytes, found dict"),
        (
            lambda: read(TWICE, choices=[None, 5]),
            "choices: row 2: expected str or bytes, found int",
        ),
        (
            lambda: read({"vendor": 1}),
            "events: expected a path, a column or an iterable, found dict",
        ),
        (lambda: read(b"{}"), "events: expected a path, a column or an iterable, found bytes"),
        (lambda: read(5), "events: expected a path, a column or an iterable, found int"),
        (
            lambda: read(TWICE, choices=5),
            "choices: expected a path, a column or an iterable, found int",
        ),
    ]:
        with pytest.raises(TypeError) as raised:
            run()
        assert str(raised.value) == message
