"""The golden file: rows of a column, and the results that every engine must reproduce."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import tcf_arrow

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures"

#: The arguments of each function in the golden file, after the string.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "tcf_is_readable": (),
    "tcf_decode": (),
    "tcf_vendors": ("consent",),
    "tcf_vendor_ranges": ("disclosed",),
    "tcf_restrictions": (),
    "tcf_purpose_consent": (2,),
    "tcf_vendor_disclosed": (3,),
    "tcf_is_permitted": (1, 7),
    "tcf_decide": (1, 7),
    "tcf_validate": (),
    "tcf_codes": (),
    "tcf_gpp_decode": (),
    "tcf_usp_decode": (),
    "tcf_ac_decode": (),
    "tcf_ac_is_granted": (35,),
    "tcf_is_activity_permitted": ("sale", "7"),
    "tcf_decide_activity": ("sale", "7"),
}

LISTS = [FIXTURES / "gvl/v2/archives", FIXTURES / "gvl/v3/archives"]


def read_golden() -> list[dict[str, Any]]:
    with open(FIXTURES / "columns/golden.ndjson", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def golden() -> list[dict[str, Any]]:
    return read_golden()


@pytest.fixture(scope="session")
def strings(golden: list[dict[str, Any]]) -> list[str | None]:
    return [row["string"] for row in golden]


@pytest.fixture(scope="session")
def judge() -> tcf_arrow.Judge:
    return tcf_arrow.Judge(
        tcf_arrow.Lists.open(*LISTS), cmp_list=FIXTURES / "cmp-list.json", as_of="2026-06-01"
    )


def plain(value: Any) -> Any:
    """A value of an engine as the golden file has it."""
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc)
        tenths = f".{utc.microsecond // 100_000}" if utc.microsecond else ""
        return utc.strftime("%Y-%m-%dT%H:%M:%S") + tenths + "Z"
    if hasattr(value, "asDict"):
        value = value.asDict()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def check(golden: list[dict[str, Any]], name: str, found: list[Any]) -> None:
    """Compares the results of a function with the golden file."""
    assert len(found) == len(golden)
    for row, value in zip(golden, found):
        assert plain(value) == row["results"][name], f"{name} of {row['string']}"


def sql_arguments(name: str) -> str:
    return "".join(f", {argument!r}" for argument in ARGUMENTS[name])
