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
    import examsolver
    from examsolver.exchange.records import bank_json, bank_text

    with problems_told(form):
        found = examsolver.bank(topic, level)
    put(bank_json(found) if form == "json" else bank_text(found), None)


@command.command("show")
@click.argument("question_id", metavar="ID")
def show_question(question_id: str) -> None:
    """Print one question as it is written."""
    import examsolver

    with problems_told():
        put(examsolver.bank_text(question_id), None)
