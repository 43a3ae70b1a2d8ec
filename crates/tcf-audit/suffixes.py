#!/usr/bin/env python3
"""Writes src/hosts/suffixes.txt, the rules of the Public Suffix List.

    python3 crates/tcf-audit/suffixes.py [FILE]

FILE is public_suffix_list.dat, or the rules one a line. Without it, the rules are those of the
version of the crate psl in Cargo.lock, which the tests compare the result with.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def rules_of_psl() -> pathlib.Path:
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.check_output(command, cwd=HERE))
    manifests = [one["manifest_path"] for one in metadata["packages"] if one["name"] == "psl"]
    return pathlib.Path(manifests[0]).parent / "data" / "rules.txt"


def ascii_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def main() -> None:
    source = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else rules_of_psl()
    lines = set()
    for line in source.read_text(encoding="utf-8").splitlines():
        rule = line.split(" ")[0]
        if rule == "" or rule.startswith("//"):
            continue
        lines.add(rule)
        # Hosts of requests are in ASCII, those of other sources need not be.
        lines.add(".".join(ascii_label(label) for label in rule.split(".")))
    # Neighbors in the tree are neighbors in the file, which makes it compress well.
    lines = sorted(lines, key=lambda line: line.removeprefix("!").split(".")[::-1])
    text = "".join(f"{line}\n" for line in lines)
    (HERE / "src/hosts/suffixes.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
