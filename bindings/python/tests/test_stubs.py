"""The stubs of the native module have its functions, with their arguments."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
import tcf_arrow
from tcf_arrow import _columns, _native

STUBS = ast.parse((Path(_native.__file__).parent / "_native.pyi").read_text())


def arguments(stub: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in (*stub.args.args, *stub.args.kwonlyargs)]


def of_module() -> dict[str, list[str]]:
    """The functions of the stubs, with their arguments."""
    found = {}
    for node in STUBS.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = arguments(node)
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("__arrow"):
                    found[f"{node.name}.{method.name}"] = arguments(method)
    return found


def native(name: str) -> list[str]:
    owner, _, method = name.rpartition(".")
    function = getattr(_native, owner) if owner else _native
    # The arguments of a class are those of its constructor.
    function = function if method == "__init__" else getattr(function, method)
    found = list(inspect.signature(function).parameters)
    return ["self", *found] if method == "__init__" else found


@pytest.mark.parametrize("name", of_module())
def test_the_stub_has_the_arguments_of_the_function(name):
    assert of_module()[name] == native(name)


def test_every_native_function_has_a_stub():
    stubs = of_module()
    for name, value in vars(_native).items():
        if inspect.isclass(value) and value.__module__ == "tcf_arrow._native":
            for method in vars(value):
                assert method.startswith("_") or f"{name}.{method}" in stubs, method
        elif inspect.isbuiltin(value):
            assert name in stubs


def test_functions_of_columns_have_their_options_in_the_signature():
    options = ["lenient", "max_len", "deduplicate"]
    for function, own, dictionary in [
        (tcf_arrow.is_readable, ["strings"], False),
        (tcf_arrow.vendors, ["strings", "of"], False),
        (tcf_arrow.bit, ["strings", "name", "id"], False),
        (tcf_arrow.decode_column, ["strings"], True),
        (tcf_arrow.is_activity_permitted, ["strings", "activity", "gpp_sid"], False),
        (tcf_arrow.decide_activity, ["strings", "activity", "gpp_sid"], True),
    ]:
        signature = inspect.signature(function)
        named = [*options, "dictionary"] if dictionary else options
        assert list(signature.parameters) == [*own, *named], function
        assert signature.parameters["max_len"].default == _columns.MAX_LEN
        assert signature.parameters["lenient"].kind is inspect.Parameter.KEYWORD_ONLY
    for call in (
        lambda: tcf_arrow.is_readable(["1YNN"], dictionary=True),
        lambda: tcf_arrow.vendors(["1YNN"], "consent", max_length=1),
    ):
        message = r"^(is_readable|vendors)\(\) got an unexpected keyword"
        with pytest.raises(TypeError, match=message):
            call()
