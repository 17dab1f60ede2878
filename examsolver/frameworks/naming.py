"""Layers of modules called after the attributes that hold them."""

from __future__ import annotations

from typing import Any

from examsolver.frameworks.values import Chain, Instance, Made, Parameter


def baptise(value: Any, name: str) -> None:
    """A layer is called after the attribute that holds it; those of a chain after it and their place."""
    todo = [(value, name)]
    while todo:
        one, called = todo.pop()
        if isinstance(one, Made | Instance | Parameter) and one.name is None:
            one.name = called
            if isinstance(one, Instance):
                _rename(one, called)
        elif isinstance(one, dict):
            todo += [(member, f"{called}_{own}") for own, member in one.items()]
        elif isinstance(one, list):
            todo += [(member, f"{called}_{place}") for place, member in enumerate(one)]
        elif isinstance(one, Chain):
            one.name = called
            todo += [(member, f"{called}_{own or place}") for place, (own, member) in enumerate(one.members)]


def _rename(instance: Instance, name: str) -> None:
    """The layers of a module inside a module carry both names."""
    todo: list[Any] = list(instance.attributes.values())
    while todo:
        one = todo.pop()
        if isinstance(one, Chain):
            todo += [member for _, member in one.members]
        elif isinstance(one, Instance):
            todo += one.attributes.values()
        elif isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, Made | Parameter) and one.name:
            one.name = f"{name}_{one.name}"
