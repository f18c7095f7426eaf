#!/usr/bin/env python3
"""Holds the licences of all dependencies to the list in deny.toml, without a network.

`cargo deny check` does the same and looks for advisories too; this needs only what cargo has already fetched."""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def allowed():
    """The licences that deny.toml allows."""
    listed = re.search(r"allow = \[(.*?)\]", (ROOT / "deny.toml").read_text(), re.S).group(1)
    return set(re.findall(r'"([^"]+)"', listed))


def met(expression, allowed):
    """Whether an SPDX expression is met: of each part joined by AND, one of the licences joined by OR is allowed."""
    parts = expression.replace("/", " OR ").split(" AND ")
    return all(any(name.strip(" ()") in allowed for name in part.split(" OR ")) for part in parts)


def main():
    run = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    list_of = allowed()
    found = json.loads(run.stdout)
    packages = [p for p in found["packages"] if p["id"] not in found["workspace_members"]]
    wrong = [f"{p['name']} {p['version']}: {p['license']}" for p in packages if not met(p["license"] or "none", list_of)]
    foreign = [p["name"] for p in packages if not (p["source"] or "").startswith("registry+")]
    for line in wrong:
        print(f"licence not allowed by deny.toml: {line}", file=sys.stderr)
    for name in foreign:
        print(f"not from the registry: {name}", file=sys.stderr)
    print(f"licences of {len(packages)} dependencies: {len(wrong)} not allowed, {len(foreign)} not from the registry")
    return 1 if wrong or foreign else 0


if __name__ == "__main__":
    sys.exit(main())
