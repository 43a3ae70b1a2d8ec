"""Functions for DataFusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._columns import result_type
from ._functions import Function, available
from ._judge import Judge

if TYPE_CHECKING:
    import datafusion


def register(context: datafusion.SessionContext, judge: Judge | None = None) -> list[str]:
    """Registers the functions in a session, and returns their SQL names.

    ``tcf_is_permitted``, ``tcf_decide``, ``tcf_validate`` and ``tcf_codes`` need ``judge``, with
    its date.
    """
    import pyarrow
    from datafusion import udf

    types = {"int": pyarrow.int64(), "text": pyarrow.string()}
    functions = available(judge)
    for function in functions:
        arguments = [pyarrow.string(), *(types[argument] for argument in function.arguments)]
        context.register_udf(
            udf(
                _of(function, judge),
                arguments,
                result_type(function.result),
                "immutable",
                function.name,
            )
        )
    return [function.name for function in functions]


def _of(function: Function, judge: Judge | None) -> Any:
    return lambda *columns: function(judge, *columns)
