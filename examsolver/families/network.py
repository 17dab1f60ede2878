"""Networks: how big, how many. Nothing flows. Also ``shapes``: one layer under several strides.

What only some questions need, and what only showing and checking need, is imported when it is needed.
"""

from __future__ import annotations

from dataclasses import replace

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Derivation, Run, Undefined
from examsolver.core.formula import Formula
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Check, Family, Find, Header, Line, Part, Picture
from examsolver.families.feasibility import Fit, fit_parts, is_fit, read_fit
from examsolver.families.network_asking import misnamed, requests
from examsolver.families.network_conditions import sought_by
from examsolver.families.network_deriving import derive_network
from examsolver.families.network_groups import uneven_groups
from examsolver.families.network_parts import parts_of, unsupported
from examsolver.families.network_pasted import Origin, disagreements, header_rules, is_pasted, with_pasted
from examsolver.families.network_phrases import with_phrases
from examsolver.families.network_reading import Network, read_network
from examsolver.families.network_sharing import unshared
from examsolver.families.network_words import with_batch, with_layer_words
from examsolver.families.options import with_options
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import TOPICS

Body = Network | Fit


def read(header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]) -> tuple[Body | None, tuple[Problem, ...]]:
    """A network of layers, or one layer under several strides where the lines state its facts."""
    origin = Origin()
    body: Body | None
    if is_pasted(header, lines):
        lines, origin, problems = with_pasted(header, lines)
        if problems:
            return None, problems
    lines = with_phrases(with_batch(with_layer_words(lines)))
    body, problems = read_fit(header, lines, finds) if is_fit(header, lines) else read_network(header, lines, finds)
    body = replace(body, origin=origin) if isinstance(body, Network) else body
    wrong = [problem for find in finds if (problem := unsupported(find)) is not None]
    if isinstance(body, Network) and problems:
        wrong += [problem for find in finds if find.such_that is None for problem in misnamed(body, find)]
    elif isinstance(body, Network) and not wrong:
        wrong += _check_conditions(body)
        wrong += [problem for find in finds if find.such_that is None for problem in requests(body, find)[1]]
    return (None if wrong or problems else body), (*problems, *wrong)


def _check_conditions(body: Network) -> list[Problem]:
    try:
        sought_by(body)
    except ExamError as error:
        return list(error.problems)
    return []


def derive(body: object, conventions: Conventions) -> Derivation:
    """The steps of every layer, or of every stride. Raises ExamError."""
    if isinstance(body, Network):
        return derive_network(body, {**body.origin.conventions, **conventions})
    from examsolver.families.feasibility_deriving import derive_fit

    return derive_fit(_fit(body), conventions)


def parts(body: object, find: Find, run: Run) -> tuple[Part, ...]:
    """What a find asks, part by part. Raises ExamError."""
    if not isinstance(body, Network):
        from examsolver.families.feasibility_counts import count_parts

        return (*fit_parts(_fit(body), find, run), *count_parts(_fit(body), find, run))
    if find is body.finds[0] and (impossible := _impossible(body, run)):
        raise ExamError(impossible)
    if find is body.finds[0]:
        wrong = disagreements(body.origin, {one.name: one for one in body.layers}, run)
        if wrong := [*wrong, *unshared(body.layers, run), *uneven_groups(body.layers, run)]:
            raise ExamError(wrong)
    if find.such_that is not None:
        asked = [sought for sought in sought_by(body) if sought.find is find or sought.find == find]
        return tuple(Part(one.id, (one.id,), "integer" if one.is_one else "sizes", find.span) for one in asked)
    requested, problems = requests(body, find)
    if problems:
        raise ExamError(problems)
    return parts_of(requested, find, run)


def _impossible(body: Network, run: Run) -> list[Problem]:
    """Layers that cannot stand where they stand: asked or not, such a network is none."""
    problems: dict[str, Problem] = {}
    for placed in body.layers:
        value = run.values.get(f"{placed.name}.output")
        if isinstance(value, Undefined):
            cause = value.step or f"{placed.name}.output"
            layer = body.layer(cause.rpartition(".")[0]) or placed
            problems.setdefault(cause, Problem(f"{cause} has no value: {value.reason}", layer.span, value.hint))
    return list(problems.values())


def prompt(body: object) -> tuple[str | Formula, ...]:
    """The facts in sentences."""
    if isinstance(body, Network):
        from examsolver.families.network_showing import network_prompt

        return network_prompt(body)
    from examsolver.families.feasibility_showing import fit_prompt

    return fit_prompt(_fit(body))


def verify(body: object, run: Run) -> tuple[Check, ...]:
    """Held to oracles: positions and weights counted one by one."""
    if isinstance(body, Network):
        from examsolver.families.network_checks import verify_network

        return verify_network(body, run)
    from examsolver.families.feasibility_deriving import verify_fit

    return verify_fit(_fit(body), run)


def pictures(body: object, run: Run) -> tuple[Picture, ...]:
    """The graph of a network, the window of a single layer."""
    if isinstance(body, Network):
        from examsolver.families.network_showing import network_pictures

        return network_pictures(body, run)
    from examsolver.families.feasibility_showing import fit_pictures

    return fit_pictures(_fit(body), run)


def conventions() -> tuple[Convention, ...]:
    """Every topic of every layer."""
    topics = {convention.topic: convention for layer in CATALOGUE.entries for convention in layer.conventions}
    topics |= {convention.topic: convention for convention in TOPICS}
    return tuple(topics[topic] for topic in sorted(topics))


def _fit(body: object) -> Fit:
    assert isinstance(body, Fit)
    return body


NETWORK = Family(
    name="network",
    summary="sizes, parameters and operations of layers",
    grammar="network",
    read=read,
    derive=derive,
    parts=parts,
    prompt=prompt,
    verify=verify,
    conventions=conventions,
    pictures=pictures,
    also=("shapes",),
    header_rules=header_rules,
)

FAMILIES = (with_options(NETWORK),)
