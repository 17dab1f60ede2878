"""Right answers in the notations that students use."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from benchmarks.slipping import Desk
from examsolver.grading.asked import Asked
from examsolver.maths.latex import latex
from examsolver.maths.unicode import unicode_text

TIMES, BREAK = r" \times ", r" \\ "
AROUND = ("{}", "  {}  ", "{}.", "= {}", "**{}**", "Answer: {}", "The result is {}", "I get {}", "{} (see above)")
"""What stands around an answer."""


def right_answers(desk: Desk) -> Iterator[tuple[Asked, str]]:
    """Every part with its right answer in many notations."""
    for asked in desk.home.asked:
        plain = list(dict.fromkeys(_written(asked)))
        for text in plain:
            yield asked, text
        for frame in AROUND[1:]:
            yield asked, frame.format(plain[0])


def _written(asked: Asked) -> Iterator[str]:
    value: Any = asked.expected
    yield asked.expected_text
    match asked.part.kind:
        case "integer":
            yield from _integer(int(value), asked.part.id)
        case "number":
            yield from _named(asked.part.id, _number(value, asked))
        case "size" if isinstance(value, int):  # a field of equal sides is told by one
            yield from _integer(value, asked.part.id)
        case "size":
            yield from _size(asked.expected_text, value)
        case "vector":
            yield from _vector([*map(str, _cells(value, asked))], asked.part.id)
        case "matrix" if value.ndim == 2:
            yield from _matrix([[*map(str, _cells(row, asked))] for row in value], asked.part.id)
        case "feasibility":
            yield from _feasible(asked.expected_text)
        case "expression":
            yield from (latex(value), unicode_text(value), f"${latex(value)}$")
        case "gate":
            yield from (text.format(asked.expected_text) for text in ("{} ", "${}$"))


def _named(name: str, texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield text
    yield f"{name} = {text}"


def _integer(value: int, name: str) -> Iterator[str]:
    yield from (f"{value}", f"{value:,}", f"{value:,}".replace(",", " "), f"{value:,}".replace(",", "'"))
    yield from (f"${value}$", f"{name} = {value}", f"{value}.0", f"={value}", f"+{value}" if value > 0 else f"{value}")
    yield from (f"{Decimal(value):E}", f"{value} in total")


def _number(value: Any, asked: Asked) -> Iterator[str]:
    if isinstance(value, (int, Fraction)):
        over, under = Fraction(value).as_integer_ratio()
        yield from (f"{over}/{under}", rf"\frac{{{over}}}{{{under}}}", f"{over} / {under}", f"{2 * over}/{2 * under}")
    endless = isinstance(value, Fraction) and not _ends(value)
    if not (endless and asked.part.form and asked.part.form.style == "exactly"):
        yield from _decimal(value, _digits(value, asked))


def _decimal(value: Any, digits: str) -> Iterator[str]:
    yield from (digits, digits.replace("-", "−"), f"≈ {digits}", f"${digits}$", f"~{digits}", digits.replace(".", ","))
    mantissa, _, power = f"{Decimal(digits):E}".partition("E")
    yield from (f"{Decimal(digits):E}", f"{mantissa}·10^{int(power)}", rf"{mantissa} \cdot 10^{{{int(power)}}}")
    yield f"{mantissa}×10^({int(power)})"
    if 0 < value < 1:
        yield f"{Decimal(digits).scaleb(2):f}%"


def _digits(value: Any, asked: Asked) -> str:
    """All digits that are asked, and two more where no rounding is."""
    if isinstance(value, (int, Fraction)) and Fraction(value).denominator == 1:
        return str(int(value))
    if isinstance(value, Fraction) and _exact(asked) and _ends(value):
        return str(Decimal(value.numerator) / Decimal(value.denominator))
    places = asked.part.form.digits if asked.part.form and asked.part.form.style == "decimals" else 8
    return f"{float(value):.{places}f}"


def _exact(asked: Asked) -> bool:
    """Whether no rounding is asked."""
    return asked.part.form is None or asked.part.form.style == "exactly"


def _ends(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _cells(row: Any, asked: Asked) -> Iterator[str]:
    for cell in row:
        exact = isinstance(cell, (int, Fraction)) and _exact(asked) and not _ends(Fraction(cell))
        yield str(cell) if exact else _digits(cell, asked)


def _size(text: str, value: tuple[int, ...]) -> Iterator[str]:
    sides = text.split("x")
    for joint in ("x", " x ", "×", " × ", "*", " by ", "X", r" \times ", ", "):
        yield joint.join(sides)
    yield from (
        f"({', '.join(sides)})",
        f"[{', '.join(sides)}]",
        f"${TIMES.join(sides)}$",
        f"({'x'.join(sides)})",
    )
    yield from (f"(None, {', '.join(sides)})", f"1x{text}" if len(sides) == len(value) else text)


def _vector(cells: list[str], name: str) -> Iterator[str]:
    yield from (f"[{', '.join(cells)}]", f"({', '.join(cells)})", ", ".join(cells), "; ".join(cells), " ".join(cells))
    yield from (
        f"[{' '.join(cells)}]",
        f"[{'; '.join(cells)}]",
        f"np.array([{', '.join(cells)}])",
        f"({', '.join(cells)})^T",
    )
    yield from (rf"\begin{{pmatrix}} {BREAK.join(cells)} \end{{pmatrix}}", f"{name} = [{', '.join(cells)}]")
    yield from (f"[[{'], ['.join(cells)}]]", "\n".join(cells), f"{{{', '.join(cells)}}}", f"<{', '.join(cells)}>")
    if "/" not in name and "[" not in name:
        yield ", ".join(f"{name}_{place} = {cell}" for place, cell in enumerate(cells, 1))
        yield "; ".join(f"{name}[{place}] = {cell}" for place, cell in enumerate(cells, 1))


def _matrix(rows: list[list[str]], name: str) -> Iterator[str]:
    listed = [", ".join(row) for row in rows]
    yield from (f"[[{'], ['.join(listed)}]]", f"[{'; '.join(listed)}]", "; ".join(listed), "\n".join(listed))
    yield from (f"({'), ('.join(listed)})", f"{{{{{'}, {'.join(listed)}}}}}", f"np.array([[{'], ['.join(listed)}]])")
    spaced = [" ".join(row) for row in rows]
    yield from (
        f"[{'; '.join(spaced)}]",
        "\n".join(spaced),
        f"[[{'] ['.join(spaced)}]]",
        "\n".join(f"| {one} |" for one in spaced),
    )
    yield rf"\begin{{bmatrix}} {BREAK.join(' & '.join(row) for row in rows)} \end{{bmatrix}}"
    yield f"{name} = [[{'], ['.join(listed)}]]"
    letter = name if "/" not in name else "d" + name.rpartition("/d")[2]
    if "[" not in name:
        yield ", ".join(f"{letter}[{i},{j}] = {c}" for i, row in enumerate(rows, 1) for j, c in enumerate(row, 1))
    if len(rows) < 10 and "_" not in letter and "/" not in name and "[" not in name:
        yield ", ".join(f"{letter}_{i}{j} = {c}" for i, row in enumerate(rows, 1) for j, c in enumerate(row, 1))


def _feasible(text: str) -> Iterator[str]:
    possible, _, size = text.partition(", ")
    if possible == "no":
        yield from ("no", "No", "not possible", "No, it does not fit", "does not fit", "infeasible", "n")
        return
    for said in ("yes, {}", "Yes: {}", "possible, {}", "fits: {}", "feasible, {}", "y, {}", "yes {}", "Yes ({})", "{}"):
        yield said.format(size)
    sides = size.split("x")
    yield from (f"yes, {' by '.join(sides)}", f"yes, ({', '.join(sides)})", f"yes, {' × '.join(sides)}")
