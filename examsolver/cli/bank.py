"""``examsolver bank``: the questions that come with the program."""

from __future__ import annotations

import click

from examsolver.cli.given import format_option, problems_told, put


@click.group("bank")
def command() -> None:
    """Browse the question bank."""


@command.command("list")
@format_option("text", "json")
@click.option("--topic", help="Only this topic.")
@click.option("--level", help="Only this level.")
def list_questions(form: str, topic: str | None, level: str | None) -> None:
    """List questions: id, topic, level, marks, title."""
    from examsolver.practice.bank import bank_questions

    from examsolver.exchange.records import bank_json, bank_text

    with problems_told(form):
        found = [
            question
            for question in bank_questions()
            if topic in (None, question.topic) and level in (None, question.level)
        ]
    put(bank_json(found) if form == "json" else bank_text(found), None)


@command.command("show")
@click.argument("question_id", metavar="ID")
def show_question(question_id: str) -> None:
    """Print one question as it is written."""
    from examsolver.practice.bank import bank_question
    from examsolver.practice.sheets import text_of

    with problems_told():
        put(text_of(bank_question(question_id)), None)
