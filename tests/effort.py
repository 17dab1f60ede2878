"""What a piece of work costs, in function calls: a measure that no busy machine disturbs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")


def with_effort(work: Callable[..., Result], *arguments: object) -> tuple[Result, int]:
    """The result of some work, and how many function calls it made."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        result = work(*arguments)
    finally:
        sys.setprofile(None)
    return result, calls


def effort(work: Callable[..., object], *arguments: object) -> int:
    """How many function calls some work makes."""
    return with_effort(work, *arguments)[1]
