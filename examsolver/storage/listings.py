"""What changed and what was run, as text and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from examsolver.core.marking import Verdict
from examsolver.core.marks import marks_number
from examsolver.core.problem import Problem
from examsolver.core.results import Change, Hashes, ReviewGroup, StoredRun
from examsolver.exchange.records import document, table

WIDE = 60
"""Columns of the last cell of a table before it goes on in the next line."""


def changes_text(changes: Sequence[Change], nothing: str = "no marks change") -> str:
    """Who gets what instead of what, and why; a line a part, then how many and what it makes in all."""
    if not changes:
        return nothing
    rows: list[tuple[str, ...]] = [("student", "question", "part", "before", "after", "why")]
    for one in changes:
        first, *more = textwrap.wrap(one.why, WIDE) or [""]
        rows.append((one.student, one.question, one.part, _cell(one.before), _cell(one.after), first))
        rows += [("", "", "", "", "", line) for line in more]
    students = {one.student for one in changes}
    return "\n".join([*table(rows), "", f"{_count(changes)} for {_number(len(students), 'student')}"])


def _cell(verdict: Verdict | None) -> str:
    return "–" if verdict is None else f"{verdict.awarded} of {verdict.out_of} {verdict.outcome}"


def _count(changes: Sequence[Change]) -> str:
    gains = [gain for one in changes if (gain := gain_of(one))]
    up, down = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    return f"{_number(len(changes), 'change')} ({up} up, {down} down)"


def gain_of(change: Change) -> float:
    """The marks that a change gives or takes."""
    return float((change.after.awarded if change.after else 0) - (change.before.awarded if change.before else 0))


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def changes_json(changes: Iterable[Change], problems: Iterable[Problem] = (), **more: object) -> str:
    """The changes as records."""
    return document(
        **more,
        changes=[
            {
                "student": one.student,
                "question": one.question,
                "part": one.part,
                "before": _record(one.before),
                "after": _record(one.after),
                "why": one.why,
            }
            for one in changes
        ],
        problems=[problem.record() for problem in problems],
    )


def _record(verdict: Verdict | None) -> dict[str, object] | None:
    if verdict is None:
        return None
    awarded, out_of = marks_number(verdict.awarded), marks_number(verdict.out_of)
    return {"awarded": awarded, "out_of": out_of, "outcome": verdict.outcome, "tag": verdict.tag}


def runs_text(runs: Sequence[StoredRun]) -> str:
    """A line a run."""
    if not runs:
        return "the history is empty"
    rows: list[tuple[str, ...]] = [("run", "time (UTC)", "who", "exam", "answers", "policy", "students", "by hand", "")]
    rows += [
        (
            str(run.number),
            f"{run.at:%Y-%m-%d %H:%M}",
            run.who,
            *(text[:8] for text in _hashes(run.hashes).values()),
            str(run.students),
            str(run.overrides),
            run.title,
        )
        for run in runs
    ]
    return "\n".join(table(rows))


def runs_json(runs: Iterable[StoredRun]) -> str:
    """The runs as records."""
    return document(runs=[run_record(run) for run in runs])


def run_record(run: StoredRun) -> dict[str, object]:
    """A run as JSON."""
    return {
        "run": run.number,
        "at": run.at.isoformat(),
        "who": run.who,
        "title": run.title,
        "examsolver": run.version,
        "hashes": _hashes(run.hashes),
        "students": run.students,
        "overrides": run.overrides,
    }


def _hashes(hashes: Hashes) -> dict[str, str]:
    return {"exam": hashes.exam, "answers": hashes.answers, "policy": hashes.policy}


def between_text(first: StoredRun, second: StoredRun, changes: Sequence[Change]) -> str:
    """What two runs came from that is not the same, then what that changed."""
    one, other = _hashes(first.hashes), _hashes(second.hashes)
    differ = [name for name in one if one[name] != other[name]]
    differ += ["examsolver"] if first.version != second.version else []
    said = f"what differs: {', '.join(differ)}" if differ else "exam, answers and policy are the same"
    return f"run {first.number} → run {second.number}: {said}\n\n{changes_text(changes)}"


def review_text(groups: Sequence[ReviewGroup]) -> str:
    """The answers that need a human, those that are alike together."""
    if not groups:
        return "no answer needs a human"
    return "\n\n".join(_group(group) for group in groups)


def _group(group: ReviewGroup) -> str:
    first = group.rows[0].verdict
    head = f"{group.question} {group.part}  [{first.out_of}]  {_number(len(group.rows), 'student')}"
    who = ", ".join(row.student for row in group.rows)
    answer = textwrap.shorten(first.evidence, 200, placeholder=" …")
    said = [f"  answer    {answer}", f"  why       {first.message}", f"  students  {who}"]
    return "\n".join([head, *said])
