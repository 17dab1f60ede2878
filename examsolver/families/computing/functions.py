"""Functions in formulas: is there such a rule, does it take these inputs and options."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.core.problem import Problem, Span
from examsolver.core.rule import Option, Rule
from examsolver.registry import did_you_mean, near


def rule_of(word: str) -> Rule | None:
    """The rule of that word."""
    from examsolver.rules import CATALOGUE

    return CATALOGUE.get(word)


def is_function(word: str) -> bool:
    """Whether a rule's word is written as a function; ``+`` and ``neg`` are operators, ``index`` is ``x[1]``."""
    return word.isidentifier() and word not in ("index", "listing", "neg", "transpose")


def checked_call(call: Apply, span: Span, problems: list[Problem]) -> Formula:
    """The call with its word and options in the rule's spelling; what does not fit is told in ``problems``."""
    from examsolver.rules import CATALOGUE

    if call.op in ("index", ".."):
        return call
    rule = CATALOGUE.get(call.op)
    if rule is None:
        message = f"there is no function {call.op!r}" if call.op.isidentifier() else f"{call.op!r} cannot be computed"
        close = near(call.op, [word for word in CATALOGUE.words if is_function(word)])
        names = ", ".join(rule.name for rule in CATALOGUE.entries if is_function(rule.name))
        hint = f"did you mean {close!r}?" if close else f"functions: {names}"
        problems.append(Problem(message, span.at(call.op), hint))
        return call
    call = _with_options(call, rule)
    if not takes(rule, len(call.args)):
        message = f"{rule.name} takes {_said(rule)}, not {len(call.args)}"
        problems.append(Problem(message, span.at(call.op), usage(rule)))
    settled = tuple(_option(name, value, rule, span, problems) for name, value in call.options)
    return replace(call, op=rule.name, options=tuple(sorted(settled, key=lambda pair: pair[0])))


def _with_options(call: Apply, rule: Rule) -> Apply:
    """Numbers behind the inputs are the first options: ``maxpool(X, 2)`` has size 2."""
    count = len(rule.inputs)
    surplus = call.args[count:]
    open_ended = any(name.endswith("...") for name in rule.inputs)
    given = {name for name, _ in call.options}
    free = [option for option in rule.options if not given.intersection((option.name, *option.also))]
    if open_ended or len(surplus) > len(free) or not all(_is_setting(part) for part in surplus):
        return call
    named = tuple((option.name, part) for option, part in zip(free, surplus, strict=False))
    return replace(call, args=call.args[:count], options=(*call.options, *named))


def _is_setting(part: Formula) -> bool:
    match part:
        case Num() | Apply("times") | Apply("neg", (Num(),)):
            return True
        case _:
            return False


def takes(rule: Rule, count: int) -> bool:
    """Whether a rule takes so many inputs."""
    if rule.inputs and rule.inputs[-1].endswith("..."):
        return count >= len(rule.inputs)
    return count == len(rule.inputs)


def _said(rule: Rule) -> str:
    least = len(rule.inputs)
    more = " or more" if rule.inputs and rule.inputs[-1].endswith("...") else ""
    return f"{least}{more} input{'s' if least != 1 or more else ''}"


def usage(rule: Rule) -> str:
    """How a rule is written: ``conv(X, F, stride=, padding=)``."""
    return f"write {rule.name}({', '.join((*rule.inputs, *(option.name + '=' for option in rule.options)))})"


def _option(name: str, value: object, rule: Rule, span: Span, problems: list[Problem]) -> tuple[str, object]:
    option = next((option for option in rule.options if name in (option.name, *option.also)), None)
    if option is None:
        known = [word for known in rule.options for word in (known.name, *known.also)]
        hint = did_you_mean(name, known) if known else f"{rule.name} has no options"
        own = rule_of(name)
        if own is not None and own is not rule:
            hint = f"it is a function of its own: {usage(own)}"
        problems.append(Problem(f"{rule.name} has no option {name!r}", span.at(name), hint))
        return name, value
    settled = option_value(option, value)
    if settled is None:
        problems.append(Problem(f"{name} of {rule.name} must be {_kinds[option.kind]}", span, option.says))
    return option.name, settled


_kinds = {
    "integer": "a whole number",
    "size": "a size such as 2x2",
    "number": "a number",
    "word": "a word",
    "flag": "yes or no",
}


def option_value(option: Option, value: object) -> object | None:
    """The value in the kind that the option asks for; None where it is of another kind."""
    value = _plain(value)
    match option.kind:
        case "integer":
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case "size":
            return value if isinstance(value, (int, tuple)) and not isinstance(value, bool) else None
        case "number":
            return value if isinstance(value, (int, Fraction, float)) else None
        case "word":
            return value if isinstance(value, str) else None
        case "flag":
            return {"yes": True, "no": False, True: True, False: False}.get(value) if _is_flag(value) else None


def _is_flag(value: object) -> bool:
    return isinstance(value, (bool, str))


def _plain(value: object) -> object:
    """A value out of a formula: a number, a word, a size."""
    match value:
        case Num(number):
            return int(number) if isinstance(number, Fraction) and number.denominator == 1 else number
        case Fraction() if value.denominator == 1:
            return int(value)
        case Sym(name, ()) | Text(name):
            return name
        case Apply("times", args):
            return tuple(_plain(arg) for arg in args)
        case Listing(items):
            return tuple(_plain(item) for item in items)
        case Apply("neg", (Num(number),)):
            return -number
        case _:
            return value
