"""Wrong answers that named slips explain: claimed only where one explanation alone fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from examsolver.core.marking import Entry, Feasible
from examsolver.grading.cells import flat
from examsolver.grading.consistency import repeated
from examsolver.grading.judgement import Case, Judgement
from examsolver.grading.messages import sentence
from examsolver.grading.slips import Candidate, singles
from examsolver.grading.too_few_digits import places_of

TOLD = 3
"""How many explanations are told at most where several fit equally; beyond, none is."""

PAIRS_TOLD = 2
"""The same for two at once, of which more come out alike by chance."""

REMEMBERED = 12
"""Explanations that are too many to be told and yet remembered, for later parts may tell which it was."""

FOLLOWED = 80
"""Ways in which a few ideas may have struck that later parts are tried on: a deep network has as many layers."""

RICH = 3
"""Digits of a single number from which two slips at once are claimed.

Below, both must be at the part's own steps or named before.
"""

FORMAL: Mapping[str, Fraction] = {
    "wrong-sign": Fraction(1, 2),
    "transposed": Fraction(0),
    "size-order": Fraction(0),
}
"""Slips that a comparison names by itself, and the share of the marks that survives them."""

Tags = tuple[str, ...]


def one_slip(case: Case) -> Judgement | None:
    """One misconception: at the part's own steps, then before; on true values, then on the student's."""
    if not _tells_enough(case):
        return None
    fitting = _fitting(case)
    confirmed = [candidate for candidate in fitting if case.standing.confirms(case.asked, candidate)]
    theirs = list(_on_their_values(case))
    others = [candidate for candidate in fitting if not case.standing.contradicts(candidate)]
    return next((_claim(case, pool) for pool in ((*confirmed, *theirs), others) if pool), None)


def too_many_slips(case: Case) -> tuple[Candidate, ...]:
    """What explains an answer where that is more than can be told; nothing where it is more than can be followed."""
    found = slips_as_well(case)
    return found if len(_by_tags(found)) > TOLD else ()


def slips_as_well(case: Case) -> tuple[Candidate, ...]:
    """What explains an answer that is right under another convention: where later parts tell that it was this."""
    found = [candidate for candidate in _fitting(case) if not case.standing.contradicts(candidate)]
    return tuple(found) if len(found) <= REMEMBERED else ()


def _fitting(case: Case) -> list[Candidate]:
    return [candidate for candidate in case.asked.singles if case.fits(candidate.value)]


def two_slips(case: Case) -> Judgement | None:
    """Two misconceptions at once, on true values; claimed only where no other two fit."""
    if not _tells_enough(case):
        return None
    fitting = [candidate for candidate in case.asked.pairs if case.fits(candidate.value)]
    if not _rich(case):
        alone = len(_by_tags(fitting)) == 1
        fitting = [one for one in fitting if case.standing.named(one.tags) or (alone and one.own)]
    confirmed = [candidate for candidate in fitting if case.standing.confirms(case.asked, candidate)]
    found = confirmed or [one for one in fitting if not case.standing.contradicts(one)]
    return _claim(case, found) if 0 < len(_by_tags(found)) <= PAIRS_TOLD else None


def _tells_enough(case: Case) -> bool:
    """A bare yes or no says too little to tell how it was come by."""
    answer = case.reading.value
    return not isinstance(answer, Feasible) or answer.size is not None


def _rich(case: Case) -> bool:
    """Whether an answer is hardly what any two slips give by chance: several cells, or three digits."""
    answer = case.reading.value
    answer = answer.size if isinstance(answer, Feasible) else answer
    if not isinstance(answer, Entry):
        cells = list(flat(answer)) if isinstance(answer, tuple) else []
        return len(cells) > 1 or (bool(cells) and isinstance(cells[0], Entry) and _digits(cells[0]) >= RICH)
    return _digits(answer) >= RICH


def _digits(entry: Entry) -> int:
    """Digits of a number that tell something, zeros at both ends left out."""
    over = entry.value * 10 ** places_of(entry)
    return len(str(abs(int(over))).rstrip("0"))


def formal_slip(case: Case) -> Judgement | None:
    """A slip that shows in the answer itself, whatever it was worked out from: a lost sign, a transpose."""
    tag = case.compared.tag
    if tag is None or tag not in FORMAL:
        return None
    share = max(case.policy.known_mistake, FORMAL[tag])
    return Judgement("known-mistake", share, sentence(case.compared.reason), tag)


def _on_their_values(case: Case) -> Iterator[Candidate]:
    """One slip on the student's earlier values and slips, where these are not ours."""
    if not case.standing.touches(case.asked):
        return
    for basis in case.standing.bases()[:2]:
        pinned = case.standing.pinned
        for candidate in singles(case.asked.part, basis.run, case.asked.slips, pinned):
            if case.fits(candidate.value):
                yield candidate


def _by_tags(candidates: Iterable[Candidate]) -> dict[Tags, Candidate]:
    """The first candidate of each set of tags: one idea at different places counts as one."""
    found: dict[Tags, Candidate] = {}
    for candidate in candidates:
        found.setdefault(candidate.tags, candidate)
    return found


def _claim(case: Case, pool: Sequence[Candidate]) -> Judgement | None:
    """One idea that is named, or a few that are told; where it struck in several ways, later parts may tell which."""
    found = _by_tags(pool)
    if len(found) > TOLD:
        return None
    candidates = tuple(found.values())
    share = min(max(case.policy.known_mistake, candidate.keeps) for candidate in candidates)
    steps = tuple(dict.fromkeys(slip.step for candidate in candidates for slip in candidate.slips))
    if len(candidates) > 1:
        return _either(candidates, share, steps, _followed(pool, candidates))
    candidate = candidates[0]
    if case.standing.named(candidate.tags):
        return repeated(case, candidate.misconceptions, candidate.slips, case.taken_as(candidate.value))
    return Judgement(
        "known-mistake",
        share,
        _told(candidate),
        " + ".join(candidate.tags),
        steps=steps,
        slips=candidate.slips,
        suspected=_followed(pool, ()),
        values=case.taken_as(candidate.value),
    )


def _followed(pool: Sequence[Candidate], otherwise: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """All ways in which ideas may have struck, where there are several and not too many to be followed."""
    return tuple(pool) if 1 < len(pool) <= FOLLOWED else otherwise


def _either(
    candidates: tuple[Candidate, ...], share: Fraction, steps: tuple[str, ...], suspected: tuple[Candidate, ...]
) -> Judgement:
    told = " ".join(f"({number}) {_told(candidate)}" for number, candidate in enumerate(candidates, start=1))
    message = f"Either of these explains the answer, and nothing tells which. {told}"
    return Judgement("known-mistake", share, message, steps=steps, suspected=suspected)


def _told(candidate: Candidate) -> str:
    """The sentences of its misconceptions; where one struck before the part, at which step."""
    sentences = []
    for misconception in candidate.misconceptions:
        places = [slip.step for slip in candidate.slips if slip.tag == misconception.tag and not slip.own]
        shown = [place for place in places if "#" not in place]
        where = f" (at {shown[0]})" if len(places) == 1 and shown else ""
        sentences.append(sentence(misconception.says.rstrip(".") + where))
    return " ".join(sentences)
