"""``examsolver history``: what was marked when, and what changed between two markings."""

from __future__ import annotations

import click

from examsolver.cli.given import format_option, problems_told, put
from examsolver.cli.storing import STORE


@click.command("history")
@click.option("--store", required=True, help=STORE)
@click.option("--between", nargs=2, type=int, metavar="RUN RUN", help="Show what changed between two runs.")
@format_option("text", "json")
def command(store: str, between: tuple[int, int] | None, form: str) -> None:
    """List the runs of a history, or what changed between two of them."""
    import examsolver
    from examsolver.storage import listings

    with problems_told(form):
        if between is None:
            runs = examsolver.history(store)
            shown = listings.runs_json(runs) if form == "json" else listings.runs_text(runs)
        else:
            first, second, changes = examsolver.compared(store, *between)
            both = [listings.run_record(first), listings.run_record(second)]
            as_json = form == "json"
            shown = (
                listings.changes_json(changes, runs=both) if as_json else listings.between_text(first, second, changes)
            )
    put(shown, None)
