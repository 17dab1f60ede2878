"""What a tag of a report means, with an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the example: how it comes out rightly and with the mistake."""

    part: str
    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A tag explained.

    Attributes:
        says: what students are told, every sentence that the tag stands for.
        question: the text of a small question. step: where the mistake is made in it.
        because: what is done rightly there. rows: the parts that come out otherwise.
    """

    tag: str
    says: tuple[str, ...]
    question: str = ""
    step: str = ""
    because: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        """For people."""
        lines = [self.tag, *(f"  {sentence}" for sentence in self.says)]
        if self.question:
            lines += ["", "Example", *(f"  {line}" for line in self.question.rstrip().split("\n"))]
        if self.step:
            lines += ["", f"At {self.step}" + (f": {self.because}." if self.because else "")]
        return "\n".join([*lines, "", *_table(self.rows)]) + "\n"

    @property
    def record(self) -> Mapping[str, object]:
        """For programs."""
        rows = [{"part": row.part, "right": row.right, "wrong": row.wrong} for row in self.rows]
        example = {"question": self.question, "step": self.step, "because": self.because, "parts": rows}
        return {"tag": self.tag, "says": list(self.says), "example": example}


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    cells = [("", "right", "wrong"), *((row.part, row.right, row.wrong) for row in rows)]
    name, right = (max(len(row[column]) for row in cells) for column in (0, 1))
    for row in cells:
        yield f"  {row[0]:{name}}  {row[1]:{right}}  {row[2]}".rstrip()
