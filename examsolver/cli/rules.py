"""``examsolver rules``: functions, operators and cells that a question may use."""

from __future__ import annotations

from examsolver.cli.reference import reference_command

command = reference_command("rules", "List functions, operators and cells, or show NAME with its inputs.")
