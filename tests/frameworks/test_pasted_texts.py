"""Pasted code that holds texts in triple quotes of its own: where it ends, and that nothing in it changes."""

from __future__ import annotations

import pytest

import examsolver

CODE = '''question q: network from pytorch
  input 4
  """
  class Net(nn.Module):
      """One line."""

      def __init__(self):
          """
          Several   lines, # with a sign
          """
          super().__init__()
          self.fc = nn.Linear(4, 3)  # a note

      def forward(self, x):
          return self.fc(x)
  """
  find total parameters
'''


def test_texts_inside_do_not_end_the_code() -> None:
    (question,) = examsolver.load(CODE)
    assert examsolver.solve(question).run["total.parameters"] == 15


def test_formatting_changes_nothing_in_it() -> None:
    assert examsolver.fmt(CODE) == CODE


def test_values_are_not_put_into_it() -> None:
    text = CODE.replace("  input 4\n", "  let fc = 3 | 4\n  input 4\n")
    (question, *_) = examsolver.load(text)
    assert examsolver.solve(question).run["total.parameters"] == 15


def test_two_questions_with_code_stay_two() -> None:
    exam = examsolver.load(CODE + "\n" + CODE.replace("question q", "question r"))
    assert [question.id for question in exam.questions] == ["q", "r"]


@pytest.mark.parametrize("code", ['"""net = nn.Linear(4, 3)"""', '"""net = nn.Linear(4, 3)\n"""'])
def test_code_on_the_line_of_the_quotes_is_read_too(code: str) -> None:
    (question,) = examsolver.load(f"question q: network from pytorch\n  {code}\n  find total parameters\n")
    assert examsolver.solve(question).run["total.parameters"] == 15


def test_quotes_that_are_never_closed_are_told() -> None:
    with pytest.raises(examsolver.ExamError, match="never closed"):
        examsolver.load('question q: network from keras\n  """\n  x = 1\n  find total parameters\n')
