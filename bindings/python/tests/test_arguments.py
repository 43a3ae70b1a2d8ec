"""Arguments of other types are named."""

import pyarrow as pa
import pytest
import tcf_arrow


def test_wrong_arguments_are_named(judge):
    strings = pa.array(["x"])
    for run, message in [
        (
            lambda: judge.is_permitted(strings, 1.0, 2),
            "vendor: expected an integer or a column of integers, found float",
        ),
        (
            lambda: judge.decide(strings, 1, "2"),
            "purpose: expected an integer or a column of integers, found str",
        ),
        (
            lambda: judge.is_permitted(strings, None, 2),
            "vendor: expected an integer or a column of integers, found NoneType",
        ),
        (
            lambda: judge.is_permitted(strings, 1, 2, as_of=5),
            "as_of: expected a date, a text or a column of timestamps, found int",
        ),
        (
            lambda: tcf_arrow.Judge(as_of=5),
            "as_of: expected a date or a text such as '2026-06-01', found int",
        ),
    ]:
        with pytest.raises(TypeError) as raised:
            run()
        assert str(raised.value) == message
