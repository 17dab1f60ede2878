"""``python -m benchmarks.diagnosis``: how many slips are named rightly, how many right answers are called wrong."""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.notations import right_answers
from benchmarks.slipping import Desk, Script, bank_desks, desk_of, double_scripts, single_scripts
from examsolver.core.marking import Verdict
from examsolver.verbs.slip_examples import example_texts

RIGHTLY, WRONGLY, UNNAMED = "named rightly", "named wrongly", "not named"
PARTLY = "one of the two named, the other not"
AMONG = "told among two or three that give the same answer"
CONVENTION = "the same as another accepted convention"
UNSEEN = "does not show in the digits asked"
CALLED_RIGHT, TO_HUMAN, CALLED_WRONG = "called right", "left to a human", "called wrong"

NAMED = ("known-mistake", "follow-through")


@dataclass(slots=True)
class Tally:
    """Cases counted by what was said of them, and those that should be looked at."""

    title: str
    noun: str
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, outcome: str, note: str) -> None:
        """Count a case."""
        self.counts[outcome] += 1
        if outcome in (WRONGLY, UNNAMED, TO_HUMAN, CALLED_WRONG):
            self.notes.append(f"{outcome}: {note}")

    def lines(self) -> Iterator[str]:
        """The table."""
        total = sum(self.counts.values())
        yield f"{self.title}: {total:,} {self.noun}"
        for outcome, count in self.counts.most_common():
            yield f"  {count:6,}  {100 * count / total:5.1f} %  {outcome}"


def judged(desk: Desk, script: Script, verdicts: Mapping[str, Verdict]) -> str:
    """What the diagnosis of one script is worth."""
    lost = [verdicts[asked.part.id] for asked in desk.home.asked if verdicts[asked.part.id].outcome != "correct"]
    if not lost:
        return UNSEEN
    claimed = {tag for v in lost if v.outcome in NAMED and v.tag for tag in v.tag.split(" + ")}
    if claimed - script.tags:
        return WRONGLY
    if claimed == script.tags:
        return RIGHTLY
    if claimed:
        return PARTLY
    if lost[0].outcome == "other-convention":
        return CONVENTION
    return AMONG if _told(lost, script) else UNNAMED


def _told(lost: Iterable[Verdict], script: Script) -> bool:
    """Whether one of the slips is told as a possibility."""
    said = " ".join(verdict.message for verdict in lost).lower()
    return any(slip.misconception.says.rstrip(".").lower() in said for slip in script.slips)


def noted(desk: Desk, script: Script, verdicts: Mapping[str, Verdict]) -> str:
    """A script in one line."""
    slips = " + ".join(f"{slip.tag} at {slip.step}" for slip in script.slips)
    told = {part: (v.outcome, v.tag) for part, v in verdicts.items() if v.outcome != "correct"}
    return f"{desk.solution.question.id}: {slips} -> {told}"


def in_notation(verdict: Verdict) -> str:
    """What a right answer was called."""
    if verdict.outcome == "correct":
        return CALLED_RIGHT
    return TO_HUMAN if verdict.outcome in ("unreadable", "undecided") else CALLED_WRONG


def measure(seeds: int, pairs: int) -> tuple[Tally, ...]:
    """All cases of all questions: the bank in several draws, and the examples of mistakes."""
    one, two = Tally("One slip", "scripts"), Tally("Two slips at once, drawn by chance", "scripts")
    right, draw = Tally("Right answers in noisy notation", "answers"), random.Random(1)
    for desk in (*bank_desks(seeds), *map(desk_of, example_texts())):
        for tally, scripts in ((one, single_scripts(desk)), (two, double_scripts(desk, draw, pairs))):
            for script in scripts:
                verdicts = desk.mark(script.texts)
                tally.add(judged(desk, script, verdicts), noted(desk, script, verdicts))
        for asked, text in right_answers(desk):
            verdict = desk.mark({asked.part.id: text})[asked.part.id]
            name = f"{desk.solution.question.id} {asked.part.id} ({asked.part.kind})"
            right.add(in_notation(verdict), f"{name}: {text!r} -> {verdict.outcome}: {verdict.message}")
    return one, two, right


def main() -> None:
    """Count and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=2, help="draws of questions with let")
    options.add_argument("--pairs", type=int, default=12, help="pairs of slips a question")
    options.add_argument("-v", "--verbose", action="store_true", help="tell what went wrong")
    chosen = options.parse_args()
    for tally in measure(chosen.seeds, chosen.pairs):
        print("\n".join(tally.lines()))
        if chosen.verbose:
            print("\n".join(f"    {note}" for note in tally.notes))


if __name__ == "__main__":
    main()
