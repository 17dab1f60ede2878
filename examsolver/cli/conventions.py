"""``examsolver conventions``: conventions that a question may use."""

from __future__ import annotations

from examsolver.cli.reference import reference_command

command = reference_command("conventions", "List the conventions, or show the topic NAME with its variants.")
