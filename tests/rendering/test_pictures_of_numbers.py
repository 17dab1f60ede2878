"""Plots and tables: well-formed, words as they are, everything on the page."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.picture import PlotFacts, Series, TableFacts
from examsolver.core.question import Picture
from examsolver.rendering.pictures import draw
from examsolver.rendering.pictures_plot import axis_of, tick_text
from examsolver.rendering.svg import MARKED
from tests.rendering.worked_exam import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def parsed(facts: object, text: str = "In words.") -> ElementTree.Element:
    kind = "plot" if isinstance(facts, PlotFacts) else "table"
    return ElementTree.fromstring(draw(Picture(kind, facts, text)))


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def losses(*series: Series) -> PlotFacts:
    return PlotFacts("epoch", "loss", series, ((3, 0.64, "best"),))


def test_a_plot_says_what_its_axes_are_and_marks_points() -> None:
    root = parsed(losses(Series("validation", ((1, 0.9), (2, 0.7), (3, 0.64)))), HOSTILE)
    assert {"epoch", "loss", "best"} <= set(texts(root))
    assert root.find(f"{SVG}desc") is not None
    assert "validation" not in texts(root)  # one curve needs no legend


def test_curves_differ_in_dashes_and_are_named_below() -> None:
    root = parsed(losses(*(Series(f"{HOSTILE}{count}", ((0, count), (1, 2))) for count in range(4))))
    dashes = {path.attrib["stroke-dasharray"] for path in root.iter(f"{SVG}path") if "stroke-dasharray" in path.attrib}
    assert len(dashes) == 4
    assert sum(text.startswith(HOSTILE[:5]) for text in texts(root)) == 4


def test_stairs_go_level_and_then_up() -> None:
    (path,) = (
        path.attrib["d"]
        for path in parsed(losses(Series("s", ((0, 0), (1, 1)), steps=True))).iter(f"{SVG}path")
        if path.attrib.get("stroke-width") == "2"
    )
    assert path.count("L") == 2


@pytest.mark.parametrize("facts", [PlotFacts("x", "y", ()), PlotFacts("x", "y", (Series("s", ((math.nan, 1.0),)),))])
def test_a_plot_of_nothing_says_so(facts: PlotFacts) -> None:
    assert texts(parsed(facts)) == ["nothing to draw"]


numbers = st.floats(-1e6, 1e6)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_point_lies_on_the_page(points: list[tuple[float, float]]) -> None:
    root = parsed(PlotFacts("x", "y", (Series("s", tuple(points)),)))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for dot in root.iter(f"{SVG}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= width and 0 <= float(dot.attrib["cy"]) <= height


@given(numbers, numbers)
@settings(max_examples=100, deadline=None)
def test_an_axis_holds_its_values_between_few_round_numbers(one: float, other: float) -> None:
    axis = axis_of([one, other], 0, 100)
    blur = 1e-6 * max(axis.step, 1)
    assert axis.low <= min(one, other) + blur and max(one, other) - blur <= axis.high
    assert 2 <= len(axis.ticks) <= 10


def test_ticks_have_the_decimals_that_they_need() -> None:
    assert [tick_text(*pair) for pair in ((0.25, 0.25), (0.5, 0.1), (2, 1), (-3, 1), (0, 0.1))] == [
        "0.25", "0.5", "2", "−3", "0",
    ]  # fmt: skip


def test_a_table_has_headings_and_marks_cells() -> None:
    root = parsed(TableFacts(("called yes", "called no"), ("yes", HOSTILE), (("3", "1"), ("2", "4")), ((0, 0),)))
    assert {"called yes", "called no", "yes", "3", "1", "2", "4"} <= set(texts(root))
    assert sum(box.attrib["fill"] == MARKED for box in root.iter(f"{SVG}rect")) == 1


def test_a_table_without_headings_has_no_room_for_them() -> None:
    root = parsed(TableFacts((), (), (("a", "b"), ("c", "d"))))
    assert len(list(root.iter(f"{SVG}rect"))) == 1 + 4


def test_a_large_table_is_cut_and_says_so() -> None:
    root = parsed(TableFacts(("n",), (), tuple((str(row),) for row in range(60))))
    assert "… and 20 more rows" in texts(root)


def test_a_table_of_nothing_says_so() -> None:
    assert texts(parsed(TableFacts((), (), ()))) == ["nothing to draw"]
