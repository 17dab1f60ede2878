"""Two answers against each other, without a question: what :func:`examsolver.compare` does.

The expected text is read once and kept (:func:`reference`); every given text is then judged by the lane of
its kind (:mod:`~examsolver.verbs.lanes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from examsolver.core.marking import Comparison
from examsolver.core.problem import ExamError, Problem
from examsolver.language.answer_boxes import unboxed
from examsolver.language.answer_kinds import ALIASES, kind_of
from examsolver.language.answer_limits import Unreadable, over_limit
from examsolver.language.answer_plain import plain
from examsolver.maths.tolerance import Tolerance
from examsolver.registry import did_you_mean
from examsolver.verbs.lanes import Formulas, Lane, Numbers, Settings
from examsolver.verbs.lanes_of_cells import Gates, Grids
from examsolver.verbs.lanes_of_words import Choice, Choices, Growth, Quantities, Sizes, Verbatim, Words, YesOrNo

OPTIONS = (
    "atol",
    "rtol",
    "decimals",
    "significant",
    "digits",
    "exact",
    "ocr",
    "units",
    "locale",
    "matrices",
    "vectors",
)
LANES: Mapping[str, Callable[[str, Settings], Lane]] = {
    "number": Numbers.of, "size": Sizes.of, "yes-no": YesOrNo.of, "choice": Choice.of, "choices": Choices.of,
    "growth": Growth.of, "quantity": Quantities.of, "gate": Gates.of, "grid": Grids.of, "words": Words.of,
    "formula": Formulas.of,
}  # fmt: skip
Names = Mapping[str, str] | Iterable[str] | None


def compare_texts(expected: str, given: str, kind: str, names: Names, options: Mapping[str, Any]) -> Comparison:
    """See :func:`examsolver.compare`."""
    frozen = tuple(sorted((key, _frozen(value)) for key, value in options.items()))
    return reference(expected, kind, _pairs(names), frozen).judge(given)


def _frozen(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple, set, frozenset)) else value


def _pairs(names: Names) -> tuple[tuple[str, str], ...]:
    """The student's names with ours; names without a partner are only known as whole words."""
    if names is None:
        return ()
    if isinstance(names, Mapping):
        return tuple(sorted((str(name), str(meant)) for name, meant in names.items()))
    return tuple(sorted((str(name), str(name)) for name in names))


@lru_cache(maxsize=4096)
def reference(
    expected: str,
    kind: str = "auto",
    names: tuple[tuple[str, str], ...] = (),
    options: tuple[tuple[str, Any], ...] = (),
) -> Lane:
    """The expected answer, read: judge as many given texts by it as you like.

    Raises:
        ExamError: the expected text cannot be read, or an option or kind is not known.
    """
    settings = _settings(kind, names, dict(options))
    problem = over_limit(expected)
    if problem is not None:
        raise ExamError([Problem(f"the expected answer cannot be read: {problem}")])
    try:
        text = plain(unboxed(expected)).strip()
        wanted = kind_of(text, kind)
        return _lane(wanted, text, settings)
    except Unreadable as error:
        raise ExamError([Problem(f"the expected answer cannot be read: {error}")]) from None


def _lane(kind: str, text: str, settings: Settings) -> Lane:
    """The lane of a kind; where the text does not fit it after all, that of formulas; last its very text."""
    for attempt in dict.fromkeys((kind, "formula")):
        try:
            return LANES[attempt](text, settings)
        except Unreadable:
            continue
    return Verbatim.of(text, settings)


def _settings(kind: str, names: tuple[tuple[str, str], ...], options: dict[str, Any]) -> Settings:
    unknown = [key for key in options if key not in OPTIONS]
    if unknown:
        raise ExamError([Problem(f"no option {unknown[0]!r}", None, did_you_mean(unknown[0], OPTIONS))])
    tolerance = Tolerance(
        _exact(options.get("atol")),
        _exact(options.get("rtol")),
        _count(options.get("decimals")),
        _count(options.get("significant", options.get("digits"))),
        bool(options.get("exact")),
    )
    shapes = dict.fromkeys(_listed(options.get("matrices")), 2) | dict.fromkeys(_listed(options.get("vectors")), 1)
    return Settings(
        kind=kind.casefold(),
        tolerance=tolerance,
        names=names,
        shapes=tuple(sorted(shapes.items())),
        locale=str(options.get("locale") or ""),
        ocr=bool(options.get("ocr")) or kind.casefold() == "ocr",
    )


def _exact(value: Any) -> Fraction | None:
    """A tolerance as the decimal that it is written as."""
    try:
        return None if value is None else abs(Fraction(str(value)))
    except (ValueError, ZeroDivisionError):
        raise ExamError([Problem(f"a tolerance is a number, not {str(value)[:40]!r}")]) from None


def _count(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 400:
        raise ExamError([Problem(f"digits are a whole number up to 400, not {str(value)[:40]!r}")])
    return value


def _listed(value: Any) -> list[str]:
    return [name.strip() for name in str(value or "").split(",") if name.strip()]


def kinds() -> tuple[str, ...]:
    """The words that name a kind."""
    return ("auto", *ALIASES)
