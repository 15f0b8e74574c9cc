"""A group of commands whose modules are imported when one of theirs is called, and not before:
what a crawl needs takes seconds to import, and `--help` needs none of it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

Place = tuple[str, str]
"""A module and what the command is about, in the sentence of ``--help``."""


class LazyGroup(click.Group):
    """A group over a table: a command's name, and its `Place`. In its module the command bears
    its name, with an underscore where Python keeps that for itself (``import_``)."""

    def __init__(self, *, places: Mapping[str, Place], **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # whatever click.group is given
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted([*super().list_commands(ctx), *self.places])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, its module imported; None for a name that is none's."""
        if cmd_name not in self.places:
            return super().get_command(ctx, cmd_name)
        module = import_module(self.places[cmd_name][0])
        command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The names with their sentences, from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.places[name][1]) for name in sorted(self.places)])
