"""``examsolver layers``: layers that a question may use."""

from __future__ import annotations

from examsolver.cli.reference import reference_command

command = reference_command("layers", "List the layers of networks, or show the layer NAME with its options.")
