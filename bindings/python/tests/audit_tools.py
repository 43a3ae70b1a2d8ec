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


def audit(
    *arguments: object, stdin: bytes | None = None, status: tuple[int, ...] = (0, 1)
) -> tuple[str, str]:
    """What the command prints, and its errors."""
    run = subprocess.run(
        [command(), "audit", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd="/",
        # Neither the cache nor the settings of this machine.
        env={"HOME": "/nonexistent"},
    )
    assert run.returncode in status, run.stderr
    return run.stdout.decode(), run.stderr.decode()


def report(*arguments: object, stdin: bytes | None = None, **options: Any) -> dict[str, Any]:
    """The report of the command, without its time."""
    found, _ = audit("--format", "json", "--quiet", *arguments, stdin=stdin, **options)
    return without_time(json.loads(found))


def without_time(found: dict[str, Any]) -> dict[str, Any]:
    """A report without its time."""
    return {key: value for key, value in found.items() if key != "at"}


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
