"""``examsolver check``: parse, solve, and hold every derivation to an independent oracle."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import exam_file, format_option, given, problems_told, put, seed_option


@click.command("check")
@exam_file
@format_option("text", "json")
@seed_option
@click.option("--verbose", "-v", is_flag=True, help="Show the checks that agree, too.")
def command(exam: Path, form: str, seed: int, verbose: bool) -> None:
    """Parse the questions and verify their solutions by independent means."""
    import examsolver
    from examsolver.exchange.records import checks_json, checks_text

    with problems_told(form):
        checked = examsolver.check(examsolver.load(given(exam), seed=seed))
    put(checks_json(checked) if form == "json" else checks_text(checked, verbose), None)
    if any(not check.agrees for _, checks in checked for check in checks):
        raise SystemExit(1)
