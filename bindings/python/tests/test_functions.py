"""Functions with columns of arguments: one value for each row."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.compute
import pytest
import tcf_arrow
from tcf_arrow._functions import FUNCTIONS, _by_value

BY_NAME = {function.name: function for function in FUNCTIONS}
#: The functions of an id, their kernels, and the last id.
BITS = {
    "tcf_purpose_consent": ("purpose_consent", 24),
    "tcf_purpose_li": ("purpose_li", 24),
    "tcf_special_feature_opt_in": ("special_feature_opt_in", 12),
    "tcf_vendor_consent": ("vendor_consent", 65535),
    "tcf_vendor_li": ("vendor_li", 65535),
    "tcf_vendor_disclosed": ("vendor_disclosed", 65535),
}


def bit(name, string, id):
    return tcf_arrow.bit(pa.array([string], pa.string()), name, id)[0].as_py()


@pytest.mark.parametrize("name", BITS)
def test_ids_of_a_column_give_the_bits_of_each_row(name, strings):
    kernel, last = BITS[name]
    rng = random.Random(7)
    rows = [rng.choice(strings) for _ in range(500)]
    ids = [rng.choice([None, 1, 2, 3, 7, last]) for _ in rows]
    expected = [None if id is None else bit(kernel, row, id) for row, id in zip(rows, ids)]
    assert False in expected and None in expected
    column = pa.array(rows, pa.string())
    for form in (
        column,
        column.dictionary_encode(),
        pa.chunked_array([column[:9], column[9:]]),
        pa.array(rows, pa.string_view()),
        pa.compute.run_end_encode(column),
        column.cast(pa.large_binary()),
    ):
        found = BY_NAME[name](None, form, pa.array(ids, pa.int32()))
        assert found.to_pylist() == expected


@pytest.mark.parametrize("name", [*BITS, "tcf_ac_is_granted"])
def test_ids_out_of_range_are_false_and_fail_no_query(name):
    _, last = BITS.get(name, ("", 2**32 - 1))
    ids = [0, -1, last + 1, 2**40, None, 1]
    strings = pa.array(["CQg2", "2~1.2~dv.", "", None, "", ""], pa.string())
    found = BY_NAME[name](None, strings, pa.array(ids, pa.int64()))
    assert found.type == pa.bool_()
    assert found.to_pylist() == [False, False, False, None, None, False]
    # Also if there is no other id.
    found = BY_NAME[name](None, strings, pa.array([0] * len(strings), pa.int64()))
    assert found.to_pylist() == [False, False, False, None, False, False]


def test_a_column_of_sets_gives_the_set_of_each_row(strings):
    rows = [string for string in strings for _ in range(3)]
    sets = ["consent", None, "disclosed"] * len(strings)
    column = pa.array(rows, pa.string())
    of_set = {one: tcf_arrow.vendors(column, one).to_pylist() for one in ("consent", "disclosed")}
    expected = [one and of_set[one][row] for row, one in enumerate(sets)]
    assert BY_NAME["tcf_vendors"](None, column, pa.array(sets)).to_pylist() == expected


@pytest.mark.parametrize("ids", [[], [None, None]])
def test_a_column_without_values_has_the_type_of_the_result(ids):
    column = pa.nulls(len(ids), pa.string())
    found = BY_NAME["tcf_vendor_consent"](None, column, pa.array(ids, pa.int32()))
    assert found == pa.nulls(len(ids), pa.bool_())
    found = BY_NAME["tcf_vendors"](None, column, pa.array(ids, pa.string()))
    assert found.to_pylist() == ids and pa.types.is_list(found.type)


def test_the_work_does_not_grow_with_the_number_of_ids():
    given = []

    def kernel(strings, id):
        given.append(len(strings))
        return pa.repeat(id, len(strings))

    ids = pa.array([row * 7 % 1000 for row in range(2000)], pa.int64())
    found = _by_value(kernel, 1)(pa.array(["x"] * len(ids)), ids)
    assert found.to_pylist() == ids.to_pylist()
    assert sum(given) == len(ids)
