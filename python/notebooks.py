#!/usr/bin/env python3
"""Runs the notebooks of examples/ from the first cell to the last; one that fails is named with its cell."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent / "examples"


def main():
    failed = 0
    for path in sorted(HERE.glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        client = NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(HERE)}})
        try:
            client.execute()
        except CellExecutionError as error:
            failed += 1
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        cells = [cell for cell in book.cells if cell.cell_type == "code"]
        shown = sum(bool(cell.outputs) for cell in cells)
        print(f"{path.name}: {len(cells)} cells, {shown} with output")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
