"""Lines that state the facts of one window: words, sizes, and what may be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from examsolver.core.problem import Problem, Span
from examsolver.core.question import Argument, Line
from examsolver.families.network_options import LIMIT, spelled
from examsolver.families.network_reading import word_span
from examsolver.registry import did_you_mean, near

WORDS = {
    "input": ("image", "map", "length"),
    "filters": ("filter", "kernel", "kernels", "kernel size", "filter size"),
    "window": ("pool", "pooling", "maxpool", "avgpool", "max pool", "pool size"),
    "padding": ("pad", "zero padding"),
    "strides": ("stride",),
    "dilation": ("dilated",),
    "same": (),
    "valid": ("unpadded",),
}
SPELLED = {word: fact for fact, also in WORDS.items() for word in (fact, *also)}
EXAMPLES = {"input": "13x13", "kernel": "3x3", "window": "2x2", "padding": "1", "strides": "2, 3", "dilation": "2"}
EXPECTED = {
    "input": "a size such as 13x13",
    "kernel": "a size such as 3x3",
    "window": "a size such as 2x2",
    "padding": "a padding such as 1",
    "strides": "a stride such as 2",
    "dilation": "a dilation such as 2",
}
SPELLED_AS = {fact: {fact, *also} for fact, also in WORDS.items()}


@dataclass
class Facts:
    """Reads the lines of facts, one after the other."""

    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def complain(self, message: str, span: Span, hint: str | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(message, span, hint))

    def take(self, line: Line) -> None:
        """One line: its word is the fact."""
        fact = SPELLED.get(spelled((line.word,)))
        if fact is None or line.kind != "layer":
            self.complain(f"no fact is called {line.word!r}", word_span(line), did_you_mean(line.word, list(SPELLED)))
        elif fact in ("same", "valid"):
            self.put("padding", fact, line.span)
        elif fact == "filters":
            self._filters(line)
        else:
            self._plain(fact, line)

    def put(self, fact: str, value: Any, span: Span) -> None:
        """State a fact; twice is a problem."""
        if fact in self.values:
            self.complain(f"{fact} is given twice", span, "leave one of them out")
        self.values[fact], self.spans[fact] = value, span

    def _plain(self, fact: str, line: Line) -> None:
        for argument in line.arguments:
            words = spelled(argument.words)
            if fact == "padding" and words in ("same", "valid") and not argument.values:
                return self.put(fact, words, line.span)
            if words == "length" and fact == "input":
                line = Line("layer", line.span, word="length", arguments=line.arguments)
            elif words and not (fact == "window" and words in ("max", "average", "of")):
                return self._unknown(fact, words, argument)
        values = tuple(self._sized(value, argument, 0 if fact == "padding" else 1) for argument, value in _pairs(line))
        if not values or (len(values) > 1 and fact not in ("strides", "window")):
            return self.complain(f"{fact} needs one size", line.span, f"write e.g. `{fact} 3`")
        if fact == "strides":
            return self.put(fact, tuple(dict.fromkeys(values)), line.span)
        value = (values[0],) if line.word.lower() == "length" and isinstance(values[0], int) else values[0]
        self.put(fact, value, line.span)
        if fact == "window" and len(values) > 1:
            self.put("strides", values[1:], line.span)
        return None

    def _unknown(self, fact: str, words: str, argument: Argument) -> None:
        """A word where a size belongs, or an option that is not there."""
        self.unread.add(fact)
        known = ["same", "valid"] if fact == "padding" else list(SPELLED)
        if argument.values or near(words, known):
            return self.complain(f"{fact} has no option {words!r}", argument.span, did_you_mean(words, known))
        hint = f"write e.g. `{fact} {EXAMPLES[fact]}`"
        return self.complain(f"expected {EXPECTED[fact]}, found {argument.span.text!r}", argument.span, hint)

    def _filters(self, line: Line) -> None:
        plural = line.word.lower() in ("filters", "kernels")
        for argument in line.arguments:
            words = spelled(argument.words)
            if words not in (
                "",
                "of",
                "filters of",
                "filters",
                "kernel",
                "size",
                "kernel size",
                "filter size",
                "of size",
            ):
                self.unread.add("kernel")
                says = "filters such as `64 of 3x3`" if plural else EXPECTED["kernel"]
                hint = f"write e.g. `{line.word} {'64 of 3x3' if plural else EXAMPLES['kernel']}`"
                return self.complain(f"expected {says}, found {argument.span.text!r}", argument.span, hint)
        pairs = _pairs(line)
        sizes = [self._sized(value, argument, 1) for argument, value in pairs]
        alone_is_count = (
            plural and isinstance(sizes[0], int) and not spelled(pairs[0][0].words) if len(sizes) == 1 else False
        )
        if not sizes or len(sizes) > 2 or (len(sizes) == 2 and not isinstance(sizes[0], int)):
            return self.complain("expected filters such as `64 of 3x3`", line.span, "write e.g. `filters 64 of 3x3`")
        if len(sizes) == 2 or alone_is_count:
            self.put("filters", sizes[0], line.span)
        if not alone_is_count:
            self.put("kernel", sizes[-1], line.span)
        return None

    def _sized(self, value: Any, argument: Argument, least: int) -> Any:
        sides = value if isinstance(value, tuple) else (value,)
        if not sides or not all(isinstance(side, int) and least <= side <= LIMIT for side in sides):
            says = "expected a size such as 13x13" if least else "expected a padding such as 1"
            self.complain(
                f"{says}, found {argument.span.text!r}", argument.span, f"whole numbers from {least} to {LIMIT}"
            )
            return 1
        return value


def _pairs(line: Line) -> list[tuple[Argument, Any]]:
    return [(argument, value) for argument in line.arguments for value in argument.values]
