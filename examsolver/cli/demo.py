"""``examsolver demo``: the core exam solved and marked, and a practice sheet, in one folder."""

from __future__ import annotations

from pathlib import Path

import click

from examsolver.cli.given import force_option, problems_told, put_folder


@click.command("demo")
@click.option("-o", "--output", default=Path("demo-output"), show_default=True, type=click.Path(path_type=Path))
@force_option
def command(output: Path, force: bool) -> None:
    """Solve and mark the core exam of the bank, make a practice sheet, and say where it all is."""
    import examsolver

    with problems_told():
        files = examsolver.demo_files()
        put_folder(files, output, force)
    click.echo(f"worked solutions   {output}/solutions.html, solutions.pdf")
    click.echo(f"marked answers     {output}/marked/class.html, marked/gradebook.csv, a report for each student")
    click.echo(f"practice sheet     {output}/practice/sheet.pdf, key.pdf, answers.txt")
