"""Bars that show how far a run is."""

import pytest

from linestop._progress import Bar

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")


def test_a_notebook_shows_a_bar_and_takes_it_away():
    cells = ["from linestop._progress import Bar; bar = Bar(2000, True); bar(500); bar(1000)", "bar.close()"]

    def shown(count):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells[:count]])
        nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
        return [output["data"]["text/html"] for output in book.cells[0].outputs if output.output_type == "display_data"]

    [bar] = shown(1)
    assert '<progress value="1000" max="2000">' in bar and "1,000 of 2,000 trials" in bar
    assert shown(2) == [""]


def test_a_bar_waits_two_seconds(capsys):
    bar = Bar(2000, None)
    bar(500)
    bar.close()
    assert not bar.shown and capsys.readouterr() == ("", "")
