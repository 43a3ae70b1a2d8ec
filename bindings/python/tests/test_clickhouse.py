"""The functions of the guide in ClickHouse, which run the command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest
import tcf_arrow
from conftest import LISTS, ROOT

CONFIG = ROOT / "docs/engines/tcf_function.xml"

#: ClickHouse runs in a process of its own: it handles signals, and keeps the folder of functions.
QUERY = """
import sys, chdb
print(chdb.query(sys.argv[1], "JSONEachRow", udf_path=sys.argv[2]), end="")
"""


@pytest.fixture(scope="module")
def query(tmp_path_factory, strings):
    pytest.importorskip("chdb", reason="SKIPPED: no ClickHouse: pip install chdb")
    command = os.environ.get("TCF", str(ROOT / "target/debug/tcf"))
    if not os.path.exists(command):
        pytest.skip(f"SKIPPED: no command at {command}; set TCF, or run cargo build")
    folder = tmp_path_factory.mktemp("clickhouse")
    lists = folder / "lists"
    for source in LISTS:
        shutil.copytree(source, lists, dirs_exist_ok=True)
    functions = folder / "functions"
    functions.mkdir()
    (functions / "tcf").symlink_to(command)
    config = CONFIG.read_text()
    assert config.count("--gvl /lists") == 2
    config = config.replace("--gvl /lists", f"--gvl {lists}")
    (functions / "udf_config.xml").write_text(config)
    # Without the lists of the cache of this machine.
    env = {**os.environ, "XDG_CACHE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}

    def run(select: str, rows: list[str | None]) -> list[dict[str, Any]]:
        file = folder / "rows.ndjson"
        lines = (json.dumps({"id": id, "s": text}) + "\n" for id, text in enumerate(rows))
        file.write_text("".join(lines), encoding="utf-8")
        source = f"file('{file}', JSONEachRow, 'id UInt32, s Nullable(String)')"
        found = subprocess.run(
            [sys.executable, "-c", QUERY, f"{select} FROM {source}", str(functions)],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env=env,
        )
        assert found.returncode == 0, found.stderr[-2000:]
        return [json.loads(line) for line in found.stdout.splitlines()]

    return run


@pytest.fixture(scope="module")
def rows(strings) -> list[str | None]:
    """The golden file, and texts that a format of lines has to escape."""
    return [*strings, "", "two\nlines", "a\ttab", "# a comment", '"quotes\\"', "\x00"]


def test_results_are_those_of_the_columns(query, rows):
    judge = tcf_arrow.Judge(tcf_arrow.Lists.open(*LISTS), as_of="2026-06-01")
    column = pa.array(rows, pa.string())
    select = """
        SELECT id, tcf_permitted(1)(s) AS permitted, has(permitted.consent, 1) AS store,
            has(arrayConcat(permitted.consent, permitted.legitimateInterest), 7) AS measure,
            tcf_decode(s).cmpId AS cmp_id
    """
    found = sorted(query(select, rows), key=lambda row: row["id"])
    assert len(found) == len(rows)
    for name, purpose in (("store", 1), ("measure", 7)):
        expected = judge.is_permitted(column, 1, purpose).fill_null(False).to_pylist()
        assert [bool(row[name]) for row in found] == expected
        assert any(expected)
    cmp_ids = tcf_arrow.decode_column(column).field("cmp_id").to_pylist()
    assert any(cmp_ids)
    for text, cmp_id, row in zip(rows, cmp_ids, found):
        # The command decodes the GPP string, not its section 2.
        if text is None or not text.startswith("D"):
            assert row["cmp_id"] == cmp_id, text


def test_findings_are_those_of_the_columns(query, rows):
    judge = tcf_arrow.Judge(tcf_arrow.Lists.open(*LISTS), as_of="2026-06-01")
    url = f"https://a.example/?us_privacy=1YNN&gdpr=1&gdpr_consent={rows[0]}"
    rows = [*rows, url, "1YNN", " 1YNN"]
    expected = judge.validate(pa.array(rows, pa.string())).to_pylist()
    found = sorted(query("SELECT id, tcf_validate(s) AS found", rows), key=lambda row: row["id"])
    assert [row["found"] for row in found] == [findings or [] for findings in expected]
    assert any(findings == [] for findings in expected) or any(expected)


def test_every_row_of_many_blocks_has_its_result(query, rows):
    judge = tcf_arrow.Judge(tcf_arrow.Lists.open(*LISTS), as_of="2026-06-01")
    column = [rows[id * 7 % len(rows)] for id in range(200_000)]
    select = "SELECT count() AS rows, countIf(has(tcf_permitted(1)(s).consent, 1)) AS permitted"
    [found] = query(select, column)
    expected = judge.is_permitted(pa.array(column, pa.string()), 1, 1).to_pylist().count(True)
    assert 0 < expected < len(column)
    assert {name: int(count) for name, count in found.items()} == {
        "rows": len(column),
        "permitted": expected,
    }
