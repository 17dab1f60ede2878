"""Pictures: well-formed SVG, words as they are, boxes apart, windows where they belong."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.picture import GraphFacts, GraphNode, WindowFacts
from examsolver.core.question import Picture
from examsolver.rendering.pictures import draw
from examsolver.rendering.pictures_layout import _apart, place
from examsolver.rendering.svg import MARKED, MARKED_LINE
from tests.rendering.worked_exam import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(draw(picture))


def network(*nodes: GraphNode) -> Picture:
    return Picture("network", GraphFacts(nodes), "A network.")


def chain(length: int) -> tuple[GraphNode, ...]:
    return tuple(GraphNode(f"n{i}", "8 × 8 × 64", (f"n{i - 1}",) if i else (), "conv 64") for i in range(length))


def boxes(root: ElementTree.Element) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right, bottom of every box of a graph, by name."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        box, name = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
        assert box is not None and name is not None
        x, y, width, height = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        found[name.text or ""] = (x, y, x + width, y + height)
    return found


def size(root: ElementTree.Element) -> tuple[float, float]:
    return float(root.attrib["width"]), float(root.attrib["height"])


@st.composite
def graphs(draw_from: st.DrawFn) -> tuple[GraphNode, ...]:
    count = draw_from(st.integers(1, 24))
    reads = [draw_from(st.sets(st.integers(0, place - 1), max_size=3)) if place else set() for place in range(count)]
    return tuple(GraphNode(f"n{i}", "3 × 3", tuple(f"n{j}" for j in sorted(reads[i]))) for i in range(count))


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_boxes_of_any_graph_stay_apart_and_inside_the_picture(nodes: tuple[GraphNode, ...]) -> None:
    root = parsed(network(*nodes))
    found, (width, height) = boxes(root), size(root)
    assert set(found) == {node.name for node in nodes}
    for left, top, right, bottom in found.values():
        assert left >= 0 and top >= 0 and right <= width and bottom <= height
    for one, other in combinations(found.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_every_edge_runs_down_through_ranks_without_a_gap(nodes: tuple[GraphNode, ...]) -> None:
    placed = place(nodes, {node.name: 80.0 for node in nodes}, 18.0)
    rank_of = {slot: rank for rank, slots in enumerate(placed.ranks) for slot in slots}
    ends = {(edge[0].name, edge[-1].name) for edge in placed.edges}
    assert ends == {(name, node.name) for node in nodes for name in node.reads}
    for edge in placed.edges:
        ranks = [rank_of[slot] for slot in edge]
        assert ranks == list(range(ranks[0], ranks[0] + len(ranks)))


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(1, 40), st.floats(1, 50)), min_size=1, max_size=8))
def test_positions_keep_their_order_and_distance(slots: list[tuple[float, float, float]]) -> None:
    wanted, weights, spacing = (list(values) for values in zip(*slots, strict=True))
    found = _apart(wanted, weights, spacing)
    for slot in range(1, len(found)):
        assert found[slot] - found[slot - 1] >= (spacing[slot - 1] + spacing[slot]) / 2 - 1e-6


def test_positions_that_do_not_clash_are_granted() -> None:
    assert _apart([0, 100, 300], [1, 1, 1], [20, 20, 20]) == [0, 100, 300]


def test_a_chain_of_forty_layers_folds_onto_a_page() -> None:
    width, height = size(parsed(network(*chain(40))))
    assert width <= 880 and height <= 1000


def test_branches_stand_side_by_side() -> None:
    branches = tuple(GraphNode(f"b{i}", "8", ("a",)) for i in range(4))
    found = boxes(parsed(network(GraphNode("a", "8"), *branches, GraphNode("c", "32", ("b0", "b1", "b2", "b3")))))
    assert len({found[f"b{i}"][1] for i in range(4)}) == 1
    assert found["a"][3] < found["b0"][1] < found["b0"][3] < found["c"][1]


def test_a_given_stands_just_above_its_first_use() -> None:
    nodes = (*chain(4), GraphNode("W", "2 × 2"), GraphNode("Z", "2", ("n3", "W")))
    found = boxes(parsed(network(*nodes)))
    assert found["W"][1] == found["n3"][1]


def test_a_graph_too_large_to_read_is_told_in_words() -> None:
    root = parsed(network(*chain(2000)))
    assert "2000 boxes: too many to draw" in "".join(root.itertext())


@pytest.mark.parametrize(
    "picture",
    [
        Picture("network", GraphFacts((GraphNode(HOSTILE, HOSTILE, (), HOSTILE + "\0\ud800"),)), HOSTILE),
        Picture("window", WindowFacts(((HOSTILE, "\0"),), (), (("1",),), (1, 1), (1, 1), (0, 0)), HOSTILE),
    ],
    ids=["in a graph", "in a window"],
)
def test_hostile_words_are_words(picture: Picture) -> None:
    root = parsed(picture)
    assert not list(root.iter(f"{SVG}script")) and "script" not in {element.tag for element in root.iter()}
    assert root.findtext(f"{SVG}desc") == HOSTILE


def test_every_picture_has_a_title_and_words_in_place_of_it() -> None:
    root = parsed(Picture("graph", GraphFacts(chain(2)), "n0, then n1."))
    assert root.findtext(f"{SVG}title") == "The computation graph"
    assert root.findtext(f"{SVG}desc") == "n0, then n1."
    assert root.attrib["role"] == "img"


def window(count: int, at: tuple[int, int], padding: int = 0) -> ElementTree.Element:
    cells = tuple(tuple(str(row * count + column) for column in range(count)) for row in range(count))
    facts = WindowFacts(cells, (("1", "0"), ("0", "1")), cells[1:], (2, 2), (1, 1), (padding, padding), at)
    return parsed(Picture("window", facts, "A window."))


def marked(root: ElementTree.Element) -> list[str]:
    """The words in the marked cells of the input."""
    children = list(next(root.iter(f"{SVG}g")))
    return [children[i + 1].text or "" for i, cell in enumerate(children) if cell.attrib.get("fill") == MARKED]


def test_the_window_stands_over_the_cells_that_it_reads() -> None:
    assert marked(window(5, (1, 2))) == ["7", "8", "12", "13"]


def test_a_window_far_inside_a_large_input_is_still_shown() -> None:
    root = window(60, (40, 50))
    assert marked(root) == ["2450", "2451", "2510", "2511"]
    assert size(root)[0] < 1200


def test_padding_is_dashed() -> None:
    root = window(5, (0, 0), padding=1)
    dashed = [cell for cell in root.iter(f"{SVG}rect") if "stroke-dasharray" in cell.attrib]
    assert len(dashed) == 16


def test_input_window_and_output_cell_are_both_framed() -> None:
    frames = [cell for cell in window(4, (0, 1)).iter(f"{SVG}rect") if cell.attrib.get("stroke") == MARKED_LINE]
    assert len(frames) == 2


def test_facts_that_nobody_draws_are_an_error() -> None:
    with pytest.raises(TypeError, match="str"):
        draw(Picture("network", "no facts", ""))
