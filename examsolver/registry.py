"""Catalogues: what is there is found by looking, not by listing.

A catalogue looks at every module of a package for one attribute, a tuple of entries that have a
``name`` (and perhaps ``also``). Third parties add entries through an entry point group.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from typing import Generic, Protocol, TypeVar

from examsolver.core.problem import Problem


class Named(Protocol):
    """Anything that a catalogue can hold."""

    @property
    def name(self) -> str: ...


Entry = TypeVar("Entry", bound=Named)


@dataclass(frozen=True)
class Catalogue(Generic[Entry]):
    """Entries found in the modules of ``package`` under ``attribute``, then in the entry point ``group``.

    A plugin that cannot be loaded is left out and told in ``problems`` with its distribution's name.
    """

    package: str
    attribute: str
    group: str

    @cached_property
    def _found(self) -> tuple[Mapping[str, Entry], tuple[Problem, ...]]:
        entries: dict[str, Entry] = {}
        problems: list[Problem] = []
        for found in self._built_in():
            entries.setdefault(found.name, found)
        for found in self._plugins(problems):
            if found.name in entries:
                problems.append(Problem(f"a plugin offers {found.name!r}, which is there already; it was left out"))
            entries.setdefault(found.name, found)
        return entries, tuple(problems)

    def _built_in(self) -> Iterator[Entry]:
        package = importlib.import_module(self.package)
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
            name = f"{self.package}.{module.name}"
            if name in sys.modules or _may_hold(module, name, self.attribute):
                yield from getattr(importlib.import_module(name), self.attribute, ())

    def _plugins(self, problems: list[Problem]) -> Iterator[Entry]:
        for point in entry_points(group=self.group):
            owner = point.dist.name if point.dist else point.value
            try:
                loaded = point.load()
            except Exception as error:  # a plugin is foreign code: whatever it raises is told, and costs only itself
                problems.append(Problem(f"the plugin {point.name!r} of {owner} could not be loaded: {error}"))
                continue
            yield from loaded if isinstance(loaded, tuple) else (loaded,)

    @cached_property
    def _words(self) -> Mapping[str, Entry]:
        words: dict[str, Entry] = {}
        for entry in self.entries:
            for word in (entry.name, *getattr(entry, "also", ())):
                words.setdefault(word, entry)
        return words

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, by name."""
        found, _ = self._found
        return tuple(found[name] for name in sorted(found))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Plugins that could not be loaded."""
        return self._found[1]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that chooses an entry."""
        return tuple(self._words)

    def get(self, word: str) -> Entry | None:
        """The entry that a word chooses."""
        return self._words.get(word)


def _may_hold(module: pkgutil.ModuleInfo, name: str, attribute: str) -> bool:
    """Whether the file of a module, source or compiled, names the attribute: looking is faster than importing."""
    spec = module.module_finder.find_spec(name, None)
    read = getattr(spec.loader, "get_data", None) if spec is not None else None
    if module.ispkg or spec is None or spec.origin is None or read is None:
        return True
    try:
        return attribute.encode() in read(spec.origin)
    except OSError:
        return True


def near(word: str, known: tuple[str, ...] | list[str]) -> str | None:
    """The known word that was probably meant, or None."""
    folded = {name.lower(): name for name in reversed(known)}
    close = difflib.get_close_matches(word.lower(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: tuple[str, ...] | list[str]) -> str:
    """``did you mean 'maxpool'?``, or the words that are known, for a hint."""
    close = near(word, known)
    return f"did you mean {close!r}?" if close else "known here: " + ", ".join(sorted(known)[:20])
