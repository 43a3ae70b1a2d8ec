"""A generated log, and the report of the command on it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT


def command() -> str:
    """The command. Needs ``TCF`` or a debug build."""
    path = os.environ.get("TCF", str(ROOT / "target/debug/tcf"))
    if not os.path.exists(path):
        pytest.skip(f"SKIPPED: no command at {path}; set TCF, or run cargo build")
    return path


def generate(folder: Path, count: int) -> Path:
    """Writes a log with faults, its choices, the map of its hosts and a vendor list."""
    options = ["--seed", "7", "--as-of", "2026-06-01", "--quiet"]
    arguments = ["generate", "--events", "--count", str(count), *options]
    subprocess.run([command(), *arguments, "--dir", str(folder)], check=True, cwd="/")
    return folder


def report(*arguments: object, stdin: bytes | None = None) -> dict[str, Any]:
    """The report of the command, without its time."""
    run = subprocess.run(
        [command(), "audit", "--format", "json", "--quiet", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd="/",
        # Neither the cache nor the settings of this machine.
        env={"HOME": "/nonexistent"},
    )
    assert run.returncode in (0, 1), run.stderr
    found = json.loads(run.stdout)
    del found["at"]
    return found


def options(log: Path) -> dict[str, Any]:
    """The options for a generated log."""
    return {"hosts": log / "hosts.csv", "gvl": log / "vendor-list.json"}


def arguments(log: Path) -> list[object]:
    """The same for the command."""
    return ["--hosts", log / "hosts.csv", "--gvl", log / "vendor-list.json"]


def without_hash(found: dict[str, Any]) -> dict[str, Any]:
    """A report without the hashes of inputs, which rows do not have."""
    inputs = [
        {key: value for key, value in one.items() if key != "sha256"} for one in found["inputs"]
    ]
    return {**found, "inputs": inputs}
