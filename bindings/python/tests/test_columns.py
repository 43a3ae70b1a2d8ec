"""Columns through pyarrow."""

from __future__ import annotations

import datetime
import pickle
import threading
import weakref

import pyarrow as pa
import pytest
import tcf_arrow
from conftest import ARGUMENTS, LISTS, check
from tcf_arrow._functions import FUNCTIONS

CALLS = {function.name: function for function in FUNCTIONS}
TEXT = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"


@pytest.mark.parametrize("name", ARGUMENTS)
def test_results_are_those_of_the_golden_file(name, golden, strings, judge):
    function = CALLS[name]
    count = len(strings)
    encodings = [
        pa.array(strings, pa.string()),
        pa.array(strings, pa.large_string()),
        pa.array(strings, pa.string_view()),
        pa.array([text and text.encode() for text in strings], pa.binary()).cast(pa.binary()),
        pa.array(strings, pa.string()).dictionary_encode(),
    ]
    for array in encodings:
        if array.type == pa.binary():
            # Empty text is not null.
            array = pa.array([None if text is None else text.encode() for text in strings])
        arguments = [pa.repeat(argument, count) for argument in ARGUMENTS[name]]
        found = function(judge, array, *arguments)
        assert found.type == tcf_arrow.result_type(function.result)
        check(golden, name, found.to_pylist())
        chunked = pa.chunked_array([array.slice(0, 10), array.slice(10)])
        if not ARGUMENTS[name]:
            given = (judge, chunked) if function.needs_judge else (chunked,)
            found = function._call(*given)
            assert isinstance(found, pa.ChunkedArray) and found.num_chunks == 2
            check(golden, name, found.to_pylist())


def test_arrays_give_arrays_and_no_chunks_give_no_chunks():
    assert isinstance(tcf_arrow.is_readable(pa.array([TEXT])), pa.BooleanArray)
    empty = tcf_arrow.is_readable(pa.chunked_array([], pa.string()))
    assert (len(empty), empty.num_chunks, empty.type) == (0, 0, pa.bool_())
    none = pa.chunked_array([], pa.large_binary())
    decoded = tcf_arrow.decode_column(none)
    assert (decoded.num_chunks, decoded.type) == (0, tcf_arrow.result_type("decode"))
    with pytest.raises(ValueError, match="expected a column of strings, found Int64"):
        tcf_arrow.is_readable(pa.chunked_array([], pa.int64()))


def test_columns_of_arguments_without_chunks_have_their_type(judge):
    none = pa.chunked_array([], pa.string())
    ids = pa.chunked_array([], pa.int32())
    dates = pa.chunked_array([], pa.timestamp("ms", "UTC"))
    permitted = judge.is_permitted(none, ids, ids, as_of=dates)
    assert (permitted.num_chunks, permitted.type) == (0, pa.bool_())
    assert judge.codes(none, as_of=dates).type == tcf_arrow.result_type("codes")
    assert judge.vendor_counts(none).num_rows == 0
    with pytest.raises(ValueError, match="expected integers as vendors, found Utf8"):
        judge.is_permitted(none, none, 1)


def test_names_and_codes_are_dictionaries_on_request(strings, judge):
    column = pa.array(strings, pa.string())
    encoded = pa.dictionary(pa.int32(), pa.string())
    decided = judge.decide(column, 1, 7, dictionary=True)
    assert decided.field("verdict").type == encoded
    assert decided.to_pylist() == judge.decide(column, 1, 7).to_pylist()
    for function in (judge.validate, judge.codes, tcf_arrow.decode_column, tcf_arrow.gpp_decode):
        plain, found = function(column), function(column, dictionary=True)
        assert found.to_pylist() == plain.to_pylist() and found.type != plain.type
    assert judge.codes(column, dictionary=True).type.value_type == encoded


def test_activities_and_sections_can_be_columns():
    text = "DBABrw~CVVqAAAAAABY~BQQAAABY"
    column = pa.array([text, text, text, None, text])
    activities = pa.array(["sale", "sale", None, "sale", "other"])
    sections = pa.array([None, "7", "7", "7", "7"])
    found = tcf_arrow.is_activity_permitted(column, activities, sections).to_pylist()
    assert found == [False, True, None, None, False]
    decided = tcf_arrow.decide_activity(column, activities, sections).to_pylist()
    assert decided[0]["sections"][1]["reasons"] == ["R-US-OPTED-OUT"]
    assert decided[4]["error"]["code"] == "invalidArgument"
    with pytest.raises(ValueError, match="expected sale, sharing"):
        tcf_arrow.is_activity_permitted(column, "other")
    with pytest.raises(ValueError, match="expected ids of GPP sections"):
        tcf_arrow.decide_activity(column, "sale", "x")


def test_a_single_pass_decides_several_pairs(strings, judge):
    column = pa.array(strings, pa.string())
    pairs = {"a": (2, 7), "b": (755, 1), "c": (1, 1)}
    found = judge.are_permitted(column, pairs).flatten()
    for (vendor, purpose), together in zip(pairs.values(), found):
        assert together.to_pylist() == judge.is_permitted(column, vendor, purpose).to_pylist()


def test_vendors_purposes_and_dates_can_be_columns(judge):
    column = pa.array([TEXT, TEXT, TEXT, None, TEXT])
    vendors = pa.array([2, 2, 9999, 2, None], pa.int32())
    purposes = pa.array([7, 1, 7, 7, 7], pa.uint8())
    day = datetime.datetime(2026, 6, 1, tzinfo=datetime.timezone.utc)
    dates = pa.array([day, day, day, day, day], pa.timestamp("ms", "UTC"))
    found = judge.is_permitted(column, vendors, purposes, as_of=dates).to_pylist()
    single = [judge.is_permitted(column, 2, purpose).to_pylist()[0] for purpose in (7, 1)]
    assert found == [*single, False, None, None]
    assert judge.decide(column, vendors, purposes, as_of=dates)[2].as_py()["verdict"] == "deny"


def test_dates_are_texts_dates_or_aware_datetimes(judge):
    column = pa.array([TEXT])
    day = datetime.date(2026, 6, 1)
    at = datetime.datetime(2026, 6, 1, 12, 30, 0, 250_000, tzinfo=datetime.timezone.utc)
    for as_of in ("2026-06-01", day, at):
        assert judge.is_permitted(column, 2, 7, as_of=as_of).type == pa.bool_()
    with pytest.raises(ValueError, match="time zone"):
        judge.is_permitted(column, 2, 7, as_of=datetime.datetime(2026, 6, 1))
    with pytest.raises(ValueError, match="as_of is missing"):
        tcf_arrow.Judge(judge.lists).is_permitted(column, 2, 7)
    with pytest.raises(ValueError, match="2026-02-30"):
        judge.is_permitted(column, 2, 7, as_of="2026-02-30")


def test_wrong_arguments_are_errors(judge):
    column = pa.array([TEXT])
    with pytest.raises(ValueError, match="expected a column of strings, found Int64"):
        tcf_arrow.is_readable(pa.array([1]))
    with pytest.raises(ValueError, match="vendor 0 is not from 1 to 65535"):
        judge.is_permitted(column, 0, 1)
    with pytest.raises(ValueError, match='unknown set "all"'):
        tcf_arrow.vendors(column, "all")
    with pytest.raises(TypeError, match="either purpose or special_feature"):
        judge.decide(column, 1)
    with pytest.raises(ValueError, match="found 2 vendors, expected 1"):
        judge.is_permitted(column, pa.array([1, 2]), 1)
    with pytest.raises(ValueError, match='unknown profile "other"'):
        tcf_arrow.Judge(profile="other")
    with pytest.raises(ValueError, match="__arrow_c_array__"):
        tcf_arrow.is_readable(["a list"])


def test_judges_and_lists_are_picklable(tmp_path, judge, strings):
    column = pa.array(strings, pa.string())
    expected = judge.decide(column, 2, 7).to_pylist()
    by_path = pickle.dumps(judge)
    assert len(by_path) < 20_000
    embedded = pickle.dumps(judge.replace(lists=judge.lists.embed()))
    judge.lists.pack(tmp_path / "lists.gz")
    packed = judge.replace(lists=tcf_arrow.Lists.open(tmp_path / "lists.gz"))
    for one in (pickle.loads(by_path), pickle.loads(embedded), packed):
        assert one.lists.keys() == judge.lists.keys()
        assert one.decide(column, 2, 7).to_pylist() == expected


def test_lists_are_read_once_and_again_if_a_file_changes(tmp_path):
    first = tcf_arrow.Lists.open(*LISTS)
    assert tcf_arrow.Lists.open(*LISTS) is first
    assert first.keys() == [(2, 60), (3, 139), (3, 140), (3, 141)]
    list_140 = (LISTS[1] / "vendor-list-v140.json").read_bytes()
    (tmp_path / "a.json").write_bytes(list_140)
    (tmp_path / "other.json").write_text('{"not": "a list"}')
    folder = tcf_arrow.Lists.open(tmp_path)
    assert folder.keys() == [(3, 140)]
    (tmp_path / "b.json").write_bytes((LISTS[1] / "vendor-list-v141.json").read_bytes())
    assert tcf_arrow.Lists.open(tmp_path).keys() == [(3, 140), (3, 141)]
    # Lists of former files are not kept.
    former = weakref.ref(folder)
    del folder
    assert former() is None
    with pytest.raises(ValueError, match="other.json"):
        tcf_arrow.Lists.open(tmp_path / "other.json")
    with pytest.raises(OSError):
        tcf_arrow.Lists.open(tmp_path / "missing.json")


def test_threads_run_at_the_same_time(judge, strings):
    # The interpreter lock is released: a thread makes progress while a kernel runs.
    column = pa.array(strings * 200, pa.string())
    results = []

    def work():
        results.append(judge.codes(column).to_pylist())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[1] == results[2] == judge.codes(column).to_pylist()


def test_counts_of_batches_add_up(strings, judge):
    from tcf_arrow.duckdb import merge_counts

    column = pa.array(strings, pa.string())
    whole = pa.Table.from_batches([judge.vendor_counts(column)])
    parts = [judge.vendor_counts(column.slice(at, 7)) for at in range(0, len(strings), 7)]
    assert merge_counts(pa.Table.from_batches(parts)).to_pylist() == whole.to_pylist()


@pytest.mark.parametrize("name", [one.name for one in FUNCTIONS if one.arguments])
def test_columns_of_nulls_have_null_results(name, strings, judge):
    function = CALLS[name]
    column = pa.array(strings, pa.string())
    nulls = [pa.nulls(len(strings)) for _ in function.arguments]
    types = {"int": pa.int32(), "text": pa.string()}
    typed = [pa.nulls(len(strings), types[one]) for one in function.arguments]
    if name.endswith(("activity", "activity_permitted")):
        # Sections that are not stated are not a missing argument.
        found = function(judge, column, "sale", typed[1])
        assert found.null_count == strings.count(None)
    for arguments in (nulls, typed):
        found = function(judge, column, *arguments)
        assert found.null_count == len(found) == len(strings)
        assert found.type == function(judge, column.slice(0, 0), *(one[:0] for one in typed)).type
    assert function(judge, pa.nulls(3), *(one[:3] for one in typed)).null_count == 3


def test_types_have_names_in_every_dialect():
    for function in FUNCTIONS:
        for dialect in ("spark", "duckdb", "bigquery", "trino", "clickhouse"):
            assert tcf_arrow.ddl(dialect, function.result)
    assert tcf_arrow.ddl("duckdb", "vendor_ranges") == 'STRUCT("start" INTEGER, "end" INTEGER)[]'
    with pytest.raises(ValueError, match='unknown dialect "mysql"'):
        tcf_arrow.ddl("mysql", "decode")
