"""Arguments of a line to the settings of a layer: forgiving in spelling, strict in meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from examsolver.core.layer import Layer
from examsolver.core.option import Option
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Argument, Line
from examsolver.layers.activation import NAMES as ACTIVATIONS
from examsolver.registry import did_you_mean, near

LIMIT = 10**9


def _plain(word: str) -> str:
    return spelled((word,))


def spelled(words: tuple[str, ...]) -> str:
    """Words of an option as they are looked up: ``Kernel-size`` is ``kernel size``."""
    return " ".join(words).lower().replace("-", " ").replace("_", " ")


_ACTIVATIONS = frozenset(map(_plain, ACTIVATIONS))


@dataclass(frozen=True, slots=True)
class Settled:
    """What the arguments of one line say."""

    settings: Mapping[str, Any]
    sources: tuple[tuple[str, Span], ...]
    problems: tuple[Problem, ...]


@dataclass
class Settling:
    """Reads the arguments of one line, one after the other."""

    layer: Layer
    settings: dict[str, Any] = field(default_factory=dict)
    sources: list[tuple[str, Span]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    positions: int = 0
    from_open: bool = False

    def complain(self, message: str, span: Span, hint: str | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(message, span, hint))

    def take(self, argument: Argument) -> None:
        """One argument: a plain value, an option, a flag, an activation, or a source."""
        if "from" in argument.words[1:] or (argument.words[:1] == ("from",) and argument.values):
            for piece in at_from(argument):
                self.take(piece)
            return
        words = spelled(argument.words)
        if argument.values and argument.span.text[:1].isdigit() and self._is_alone(words):
            self._values(argument)
            argument = replace(argument, values=())
        if words == "from" or words.startswith("from "):
            self._from(argument)
        elif not argument.words or (words in ("of", "filters of") and len(argument.values) == 2):
            self._values(argument)
        elif words in ("no padding", "without padding") and _option(self.layer, "padding") is not None:
            self._put(*_padding(self.layer), replace(argument, values=(0,)))
        elif (found := _option(self.layer, words)) is not None:
            self._put(*(self._flag_in_quotes(argument) or found), argument)
        elif self._is_activation(words) and not argument.values:
            self._put(_activation(self.layer), True, replace(argument, words=("activation", argument.words[-1])))
        elif self._may_name_source(argument):
            self.sources.append((argument.words[0], argument.span))
        else:
            self._unknown(words, argument)

    def _from(self, argument: Argument) -> None:
        self.from_open = True
        if len(argument.words) < 2:
            self.complain("`from` needs the name of a layer", argument.span, "write e.g. `from x`")
        self.sources += [(word, argument.span) for word in argument.words[1:] if word.lower() != "and"]

    def _flag_in_quotes(self, argument: Argument) -> tuple[Option, bool] | None:
        """``padding "same"``, as code has it, is the option ``same``."""
        word = argument.values[0] if len(argument.values) == 1 else None
        found = _option(self.layer, spelled((word,))) if isinstance(word, str) else None
        return found if found is not None and found[0].kind == "flag" else None

    def _is_alone(self, words: str) -> bool:
        """Whether words take no value, so that one before them is another argument: ``dense 10 softmax``."""
        option = _option(self.layer, words)
        return (option is not None and option[0].kind == "flag") or self._is_activation(words)

    def _is_activation(self, words: str) -> bool:
        """``dense 84, tanh``; behind ``from`` the first word names a layer."""
        open_source = self.from_open and not self.sources
        named = any(option.name == "activation" for option in self.layer.options)
        return named and not open_source and words in _ACTIVATIONS

    def _may_name_source(self, argument: Argument) -> bool:
        return (self.layer.sources < 0 or self.from_open) and len(argument.words) == 1 and not argument.values

    def _values(self, argument: Argument) -> None:
        for value in argument.values:
            if self.positions >= len(self.layer.positional):
                takes = ", ".join(option.name for option in self.layer.options) or "no options"
                self.complain(
                    f"{self.layer.name} has no place for {argument.span.text!r}", argument.span, f"it takes: {takes}"
                )
                return
            name = self.layer.positional[self.positions]
            self.positions += 1
            self._set(next(option for option in self.layer.options if option.name == name), value, argument.span)

    def _put(self, option: Option, truth: bool, argument: Argument) -> None:
        if option.kind == "flag" and (not argument.values or self._flag_in_quotes(argument)):
            self._set(option, truth, argument.span)
        elif option.kind == "word" and len(argument.words) > 1 and not argument.values:
            self._set(option, argument.words[-1], argument.span)
        elif len(argument.values) == 1 or (option.kind == "size" and argument.values):
            self._set(option, argument.values[0] if len(argument.values) == 1 else argument.values, argument.span)
        else:
            self.complain(f"{option.name} needs a value", argument.span, f"{option.name}: {option.says}")

    def _set(self, option: Option, value: Any, span: Span) -> None:
        wrong = _wrong(option, value)
        if wrong:
            self.complain(f"{option.name} {wrong}, found {span.text!r}", span, f"{option.name}: {option.says}")
        elif option.name in self.settings:
            self.complain(f"{option.name} is given twice", span, "leave one of them out")
        else:
            self.settings[option.name] = value

    def _unknown(self, words: str, argument: Argument) -> None:
        if _are_several(self.layer, argument.words):
            hint = f"options are separated by commas, e.g. `{_example_line(self.layer)}`"
            return self.complain(f"a comma is missing in {argument.span.text!r}", argument.span, hint)
        known = [option.name for option in self.layer.options]
        known += [word for option in self.layer.options for word in option.also]
        known += [f"no {option.name}" for option in self.layer.options if option.kind == "flag"]
        known += ACTIVATIONS if "activation" in known else ()
        option = None if argument.values else self._meant(words, known)
        if option is not None:
            wordy = f" for {option.name}" if words.startswith(_spellings(option)) else ""
            says = f"expected {_example(option, self.layer)}{wordy}, found {argument.words[-1]!r}"
            return self.complain(says, argument.span, f"{option.name}: {option.says}")
        hint = did_you_mean(words, known) if known else f"{self.layer.name} takes no options"
        return self.complain(f"{self.layer.name} has no option {' '.join(argument.words)!r}", argument.span, hint)

    def _meant(self, words: str, known: list[str]) -> Option | None:
        """The option whose value somebody wrote in words: named (``kernel three``), or next in line (``thirteen``)."""
        valued = [option for option in self.layer.options if option.kind in EXAMPLES]
        for option in valued:
            if words.startswith(_spellings(option)) and not near(words, _flags(self.layer)):
                return option
        if " " in words or near(words, known):
            return None
        names = [name for name in self.layer.positional[self.positions :] if name not in self.settings]
        return next((option for option in valued if option.name in names[:1]), None)


EXAMPLES = {"size": "a size such as 3x3", "integer": "a whole number such as 64", "number": "a number such as 0.5"}


def _example(option: Option, layer: Layer) -> str:
    """What may be written for an option."""
    if isinstance(option.default, int):
        return "a whole number such as 2"
    return "a size such as 13x13" if layer.sources == 0 else EXAMPLES[option.kind]


def _spellings(option: Option) -> tuple[str, ...]:
    """The words that its value may come after."""
    return tuple(f"{word} " for word in (option.name, *option.also))


def _flags(layer: Layer) -> list[str]:
    """All words of options that take no value."""
    return [word for option in layer.options if option.kind == "flag" for word in (option.name, *option.also)]


def _option(layer: Layer, words: str) -> tuple[Option, bool] | None:
    """The option that words choose, and whether they set it (``no bias`` unsets)."""
    for option in layer.options:
        for word in (option.name, *option.also):
            if words == word:
                return option, True
            if option.kind == "flag" and words in (f"no {word}", f"without {word}"):
                return option, False
            if option.kind == "word" and words.startswith(f"{word} "):
                return option, True
    return None


def _padding(layer: Layer) -> tuple[Option, bool]:
    return next(option for option in layer.options if option.name == "padding"), True


def _activation(layer: Layer) -> Option:
    return next(option for option in layer.options if option.name == "activation")


def at_from(argument: Argument) -> tuple[Argument, ...]:
    """``kernel 1 from in``, where no comma stands before ``from``, as two arguments."""
    at = argument.words.index("from")
    before, behind = argument.words[:at], argument.words[at:]
    split = argument.span.start + max(argument.span.text.rfind("from"), 0)
    first = replace(argument, words=before, span=replace(argument.span, end=split))
    return first, replace(argument, words=behind, values=(), span=replace(argument.span, start=split))


def _are_several(layer: Layer, words: tuple[str, ...]) -> bool:
    """Whether words name several options one after the other, so that a comma is missing."""
    count = 0
    while words:
        size = next((size for size in range(len(words), 0, -1) if _option(layer, spelled(words[:size]))), 0)
        if not size:
            return False
        words, count = words[size:], count + 1
    return count > 1


def _example_line(layer: Layer) -> str:
    """The line of the layer's example that shows it."""
    lines = layer.example.split("\n")
    return next((line for line in lines if line.startswith(layer.name)), layer.name)


def _wrong(option: Option, value: Any) -> str:
    """What is wrong with a value, or nothing."""
    match option.kind:
        case "integer":
            return _wrong_integer(value, option.least)
        case "size":
            sides = value if isinstance(value, tuple) else (value,)
            return (
                "" if sides and not any(_wrong_integer(side, option.least) for side in sides) else _sized(option.least)
            )
        case "number":
            return _wrong_number(value, option)
        case "word":
            return "" if isinstance(value, str) else "must be a word"
        case _:
            return "" if isinstance(value, bool) else "takes no value"


def _wrong_number(value: Any, option: Option) -> str:
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool) and value >= option.least:
        return "" if option.most is None or value <= option.most else f"must be at most {option.most}"
    limit = f"at least {option.least}" if option.most is None else f"{option.least} to {option.most}"
    return f"must be a number {'of' if option.most is None else 'from'} {limit}"


def _wrong_integer(value: Any, least: int) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        return f"must be a whole number of at least {least}"
    return f"must be at most {LIMIT}" if value > LIMIT else ""


def _sized(least: int) -> str:
    return f"must be a size such as 3 or 3x5, of whole numbers from {least} to {LIMIT}"


def settle(layer: Layer, line: Line) -> Settled:
    """Settings of a layer (every option, at its default where not written), the sources it names, and problems."""
    reading = Settling(layer)
    for argument in line.arguments:
        reading.take(argument)
    settings = {option.name: option.default for option in layer.options} | reading.settings
    if settings.get("same") and (reading.settings.get("padding") or settings.get("valid")):
        reading.complain(f"{layer.name} is padded in two ways", line.span, "keep one of `same`, `valid`, `padding`")
    return Settled(settings, tuple(reading.sources), tuple(reading.problems))
