"""The command line: the only place that prints and exits. One file a command."""

from __future__ import annotations

import importlib
import pkgutil

import click


class Commands(click.Group):
    """Finds its commands by looking into this package: a module with a ``command`` is one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the modules that hold a command."""
        return sorted(name for name in _modules() if self.get_command(ctx, name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; its module is imported only now."""
        if cmd_name not in _modules():
            return None
        found = getattr(importlib.import_module(f"{__name__}.{cmd_name}"), "command", None)
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click, with a near name for an unknown command."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from examsolver.registry import did_you_mean

            ctx.fail(f"no command {args[0]!r}: {did_you_mean(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


def _modules() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(__path__))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="examsolver")
def main() -> None:
    """Solve deep-learning exam questions step by step, mark answers, make practice sheets.

    FILE may be - for standard input. Data goes to standard output, talk to standard error.
    Exit codes: 0 done, 1 problems in what was given, 2 usage.
    """
