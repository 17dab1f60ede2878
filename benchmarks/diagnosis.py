"""``python -m benchmarks.diagnosis``: how often slips are named rightly, and whether right answers are ever called wrong."""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.slipping import Desk, Script, bank_desks, double_scripts, single_scripts
from examsolver.core.marking import Verdict

NAMED = ("known-mistake", "follow-through")


@dataclass(slots=True)
class Tally:
    """Scripts counted by what was said of them, with those that went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unnamed: Counter[str] = field(default_factory=Counter)

    def add(self, desk: Desk, script: Script) -> None:
        """Mark a script and count what came of it."""
        verdicts = desk.mark(script.texts)
        outcome = judged(desk, script, verdicts)
        self.counts[outcome] += 1
        name = f"{desk.solution.question.id}: {' + '.join(f'{s.tag} at {s.step}' for s in script.slips)}"
        told = {part: (v.outcome, v.tag) for part, v in verdicts.items() if v.outcome != "correct"}
        if outcome == "named wrongly":
            self.wrong.append(f"{name} -> {told}")
        if outcome == "not named":
            self.unnamed[f"{name} -> {told}"] += 1


def judged(desk: Desk, script: Script, verdicts: Mapping[str, Verdict]) -> str:
    """What the diagnosis of one script is worth."""
    lost = [verdicts[asked.part.id] for asked in desk.home.asked if verdicts[asked.part.id].outcome != "correct"]
    if not lost:
        return "right in the digits asked"
    claimed = {tag for v in lost if v.outcome in NAMED and v.tag for tag in v.tag.split(" + ")}
    if claimed - script.tags:
        return "named wrongly"
    if claimed == script.tags:
        return "named rightly"
    if lost[0].outcome == "other-convention":
        return "right under another convention"
    if claimed or _told(lost, script):
        return "named in part, or among several"
    return "not named"


def _told(lost: Iterable[Verdict], script: Script) -> bool:
    """Whether one of the slips is told as a possibility."""
    return any(slip.misconception.says.rstrip(".") in verdict.message for verdict in lost for slip in script.slips)


def main() -> None:
    """Count and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--pairs", type=int, default=40, help="pairs of slips a question")
    options.add_argument("-v", "--verbose", action="store_true")
    chosen = options.parse_args()
    one, two, draw = Tally(), Tally(), random.Random(1)
    for desk in bank_desks(chosen.seeds):
        for script in single_scripts(desk):
            one.add(desk, script)
        for script in double_scripts(desk, draw, chosen.pairs):
            two.add(desk, script)
    for name, tally in (("one slip", one), ("two slips", two)):
        print(name, sum(tally.counts.values()), dict(tally.counts))
        if chosen.verbose:
            for line in tally.wrong[:60]:
                print("  WRONG", line)
            for line, _ in tally.unnamed.most_common(60):
                print("  NONE", line)


if __name__ == "__main__":
    main()
