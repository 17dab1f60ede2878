"""Receptive fields held to an enumeration: which inputs an output rests on, found by following it back cell by cell."""

import random
from fractions import Fraction
from math import ceil

import pytest

import examsolver


def solved(text, asks, *conventions):
    lines = [*text.strip().split("\n"), f"find {asks}", *(f"convention {convention}" for convention in conventions)]
    exam = examsolver.load("question q: network\n" + "".join(f"  {line}\n" for line in lines))
    (question,) = exam.questions
    solution = examsolver.solve(question)
    return {part.id: solution.run[part.steps[0]] for part in question.parts}


def problem_of(text, asks):
    with pytest.raises(examsolver.ExamError) as raised:
        solved(text, asks)
    return raised.value.problems[0].message


# --- the oracle: a one-dimensional network as sets of input cells -----------------------------------------------------


class Cells:
    """A row of outputs, each with the set of inputs that it rests on; inputs beyond the edges have places too."""

    def __init__(self, n):
        self.seen = {place: {place} for place in range(-3 * n, 4 * n)}
        self.n = n

    def made(self, n, seen):
        other = Cells.__new__(Cells)
        other.n, other.seen = n, seen
        return other

    def window(self, k, s, p, d=1):
        size = (self.n + 2 * p - d * (k - 1) - 1) // s + 1
        places = [place for place in self.seen if place % s == 0]
        seen = {}
        for first in places:
            under = [first - p + step * d for step in range(k)]
            if all(cell in self.seen for cell in under):
                seen[first // s] = set().union(*(self.seen[cell] for cell in under))
        return self.made(size, seen)

    def same(self, k, s):
        size = ceil(self.n / s)
        before = max((size - 1) * s + k - self.n, 0) // 2
        moved = self.made(self.n, {place + before: cells for place, cells in self.seen.items()})
        return self.made(size, moved.window(k, s, 0).seen)

    def transposed(self, k, s, p):
        seen = {}
        low, high = min(self.seen), max(self.seen)
        for place in self.seen:
            for step in range(k):
                seen.setdefault(place * s + step - p, set()).update(self.seen[place])
        whole = {out: cells for out, cells in seen.items() if low * s + k <= out <= high * s - k}
        return self.made((self.n - 1) * s + k - 2 * p, whole)

    def repeated(self, f):
        seen = {place * f + step: cells for place, cells in self.seen.items() for step in range(f)}
        return self.made(self.n * f, seen)

    def joined(self, other):
        both = self.seen.keys() & other.seen.keys()
        return self.made(min(self.n, other.n), {place: self.seen[place] | other.seen[place] for place in both})

    def largest(self):
        """From the first to the last input of the outputs that are really there."""
        fields = [cells for place, cells in self.seen.items() if 0 <= place < self.n and cells]
        return max(max(cells) - min(cells) + 1 for cells in fields)

    def largest_inside(self, n):
        """The part inside the input of what lies from the first to the last; there may be holes."""
        fields = [set(range(min(self.seen[place]), max(self.seen[place]) + 1)) for place in range(self.n)]
        return max(len(cells & set(range(n))) for cells in fields)

    def middle(self):
        return Fraction(max(self.seen[0]) + min(self.seen[0]), 2)

    def together(self, n):
        cells = {cell for place in range(self.n) for cell in self.seen[place]}
        return len(set(range(min(cells), max(cells) + 1)) & set(range(n)))


def random_chain(rng, n, layers, enlarge=False, same=True):
    """Lines of a network over one axis, and its cells; ``same`` padding begins at a place that rests on sizes."""
    lines, cells = [f"input {n}x2"], Cells(n)
    for _ in range(layers):
        choice = rng.random()
        k, s = rng.randint(1, 4), rng.choice([1, 1, 2, 3])
        p = rng.randint(0, k // 2)
        if enlarge and choice < 0.2:
            p = rng.randint(0, (max(k, s) - 1) // 2)
            k = max(k, s)
            lines.append(f"conv-transpose1d 2, kernel {k}, stride {s}, padding {p}")
            cells = cells.transposed(k, s, p)
        elif enlarge and choice < 0.35:
            lines.append(f"upsample {s}")
            cells = cells.repeated(s)
        elif choice < 0.5:
            d = rng.choice([1, 1, 2, 3])
            lines.append(f"conv1d 2, kernel {k}, stride {s}, padding {p}, dilation {d}")
            cells = cells.window(k, s, p, d)
        elif choice < 0.6 and same:
            lines.append(f"conv1d 2, kernel {k}, stride {s}, same")
            cells = cells.same(k, s)
        elif choice < 0.8:
            lines.append(f"maxpool1d {k}, stride {s}, padding {p}")
            cells = cells.window(k, s, p)
        else:
            lines.append("relu")
    return lines, cells


def jump_of(cells):
    return Fraction(min(cells.seen[1]) - min(cells.seen[0]))


@pytest.mark.parametrize("seed", range(40))
def test_chains_agree_with_the_enumeration(seed):
    rng = random.Random(seed)
    lines, cells = random_chain(rng, 400, rng.randint(1, 5))
    found = solved("\n".join(lines), "receptive field, jump, start")
    assert found == {"receptive-field": cells.largest(), "jump": jump_of(cells), "start": cells.middle()}


@pytest.mark.parametrize("seed", range(40))
def test_fields_inside_the_input(seed):
    rng = random.Random(100 + seed)
    lines, cells = random_chain(rng, n := rng.choice([12, 20, 100]), rng.randint(1, 4), same=False)
    if cells.n >= 1:
        found = solved("\n".join(lines), "receptive field", "receptive field clipped")
        assert found == {"receptive-field": cells.largest_inside(n)}


@pytest.mark.parametrize("seed", range(60))
def test_layers_that_enlarge(seed):
    rng = random.Random(200 + seed)
    lines, cells = random_chain(rng, 120, rng.randint(1, 5), enlarge=True, same=False)
    if cells.n >= 40:  # fewer outputs do not show every case
        assert solved("\n".join(lines), "receptive field") == {"receptive-field": cells.largest()}


@pytest.mark.parametrize("seed", range(30))
def test_branches_are_followed_together(seed):
    rng = random.Random(300 + seed)
    lines, cells = ["x = input 40x2", "stem = conv1d 2, kernel 3, stride 2, padding 1"], Cells(40).window(3, 2, 1)
    one = other = cells
    source = "stem"
    for place in range(rng.randint(1, 3)):
        k = rng.choice([1, 3, 5])
        lines.append(f"a{place} = conv1d 2, kernel {k}, padding {k // 2}, from {source}")
        one, source = one.window(k, 1, k // 2), f"a{place}"
    k = rng.choice([1, 2, 3, 5])
    p = k // 2 if k % 2 else 1
    lines.append(f"b = conv1d 2, kernel {k}, left {p}, right {k - 1 - p}, from stem")
    other = other.window(k, 1, p)
    other.n = 20
    lines += [f"c = concat {source}, b", "last = conv1d 2, kernel 3, padding 1"]
    joined = one.joined(other)
    assert solved("\n".join(lines), "c.receptive-field, last.receptive-field") == {
        "c.receptive-field": joined.largest(),
        "last.receptive-field": joined.window(3, 1, 1).largest(),
    }


@pytest.mark.parametrize("seed", range(20))
def test_what_reads_the_whole_map_sees_what_its_places_see(seed):
    rng = random.Random(400 + seed)
    lines, cells = random_chain(rng, 30, rng.randint(1, 3), same=False)
    if cells.n < 1:
        return
    assert solved("\n".join([*lines, "gap"]), "receptive field") == {"receptive-field": cells.together(30)}
    assert solved("\n".join([*lines, "flatten", "dense 3"]), "receptive field") == {
        "receptive-field": cells.together(30)
    }


# --- words and figures ------------------------------------------------------------------------------------------------

UNET = """
x = input 64x64x1
a = conv 8, kernel 3, padding 1
p = maxpool 2
b = conv 8, kernel 3, padding 1
u = conv-transpose 8, kernel 2, stride 2
c = concat u, a
d = conv 8, kernel 3, padding 1
"""


def test_a_small_u_net():
    level = Cells(64).window(3, 1, 1)
    deep = level.window(2, 2, 0).window(3, 1, 1).transposed(2, 2, 0)
    assert solved(UNET, "receptive field") == {"receptive-field": level.joined(deep).window(3, 1, 1).largest()}


@pytest.mark.parametrize(
    ("text", "asks", "expected"),
    [
        pytest.param("input 32x32x3\nconv 4, kernel 5x3", "receptive field", (5, 3), id="sides that differ"),
        pytest.param("input 32x32x3\nconv 4, kernel 5x3", "receptive-area", 15, id="area of such"),
        pytest.param("input 32x32x3\nconv 4, kernel 7", "receptive field area", 49, id="area"),
        pytest.param("input 32x32x3\nmaxpool 2\nconv 4, kernel 3, stride 2x1", "effective stride", (4, 2), id="jumps"),
        pytest.param("input 32x32x3\nmaxpool 2\nmaxpool 2", "start", Fraction(3, 2), id="start between inputs"),
        pytest.param("input 32x32x3\nconv 4, kernel 5x3", "start", [2, 1], id="a place has coordinates"),
        pytest.param("input 8x8x3\nupsample 2", "jump", Fraction(1, 2), id="the jump is divided"),
        pytest.param("input 28x28x1\nconv 4, kernel 5\ngap\ndense 10", "rf", 28, id="all of the input"),
        pytest.param("input 784\ndense 10", "rf", 784, id="a vector"),
        pytest.param("input 10x10x1\nconv 4, kernel 3, stride 4\nflatten\ndense 2", "rf", 7, id="cells never seen"),
        pytest.param("input 20x64\nattention 4", "rf", 20, id="attention"),
        pytest.param(
            "x = input 16x16x4\nconv 4, kernel 3, same\nsqueeze-excite 2\nconv 4, kernel 3", "rf", 16, id="a gate"
        ),
        pytest.param(
            "x = input 16x16x4\na = conv 4, kernel 3, same\ng = gap\nh = multiply a, g\nconv 2, kernel 1",
            "jump",
            1,
            id="places behind a gate",
        ),
    ],
)
def test_known_fields(text, asks, expected):
    (value,) = solved(text, asks).values()
    assert value == expected


def test_the_middle_of_the_first_pixel_is_a_convention():
    text = "input 32x32x3\nconv 4, kernel 5"
    assert solved(text, "start") == {"start": 2}
    assert solved(text, "start", "pixel centres at 0.5") == {"start": Fraction(5, 2)}


def test_branches_of_different_strides_have_no_jump():
    text = "x = input 16x16x4\na = conv 4, kernel 1\nb = maxpool 1, stride 1, from x\nc = add a, b\nd = upsample 1"
    assert solved(text, "c.jump") == {"c.jump": 1}
    apart = "x = input 8x8x1\na = conv 4, kernel 1, stride 2\nu = upsample 2\nb = conv 4, kernel 1, stride 1, from x\n"
    apart += "c = conv 4, kernel 1, stride 2, from b\nf = zeropad 2, from c\ng = add u, f"
    assert "branches come with jumps of 1 and 2" in problem_of(apart, "g.jump")


def test_a_vector_has_no_jump():
    assert "has no places side by side" in problem_of("input 8x8x1\nflatten\ndense 4", "jump")
