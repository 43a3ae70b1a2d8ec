"""The code of the guide runs, and prints what the guide shows."""

from __future__ import annotations

import contextlib
import io
import re
import shutil

import pytest
from conftest import LISTS, ROOT

GUIDE = ROOT / "docs/engines.md"
#: A block of Python, and the block of text behind it: what it prints.
CELL = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def test_the_cells_of_the_guide_print_what_it_shows(tmp_path, monkeypatch):
    for engine in ("duckdb", "polars", "datafusion"):
        pytest.importorskip(engine)
    for folder in LISTS:
        shutil.copytree(folder, tmp_path / "lists", dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    cells = CELL.findall(GUIDE.read_text())
    assert len(cells) >= 7
    names: dict[str, object] = {}
    for code, shown in cells:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(GUIDE), "exec"), names)
        assert printed.getvalue() == shown, code
