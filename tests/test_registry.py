import importlib
import py_compile
import sys
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pytest

from examsolver import registry
from examsolver.registry import Catalogue, did_you_mean, near


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "one.py").write_text(
        "from types import SimpleNamespace as S\nTHINGS = (S(name='maxpool', also=('pool',)), S(name='conv'))\n"
    )
    (folder / "other.py").write_text("# holds nothing\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "shelf"
    for name in [name for name in sys.modules if name.split(".")[0] == "shelf"]:
        del sys.modules[name]


def test_entries_are_found_by_looking_into_modules(package: str) -> None:
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "none.of.these")
    assert [entry.name for entry in found.entries] == ["conv", "maxpool"]
    assert found.get("pool") is found.get("maxpool")
    assert found.get("dense") is None


def test_a_module_that_never_names_the_attribute_is_not_imported(package: str) -> None:
    folder = Path(importlib.import_module(package).__path__[0])
    (folder / "part.py").write_text("raise AssertionError('nobody asked for it')\n")
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "none.of.these")
    assert len(found.entries) == 2


def test_compiled_modules_and_those_in_an_archive_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "one.py"
    source.write_text("from types import SimpleNamespace as S\nTHINGS = (S(name='conv'),)\n")
    compiled = py_compile.compile(str(source), cfile=str(tmp_path / "one.pyc"), doraise=True)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("packed_shelf/__init__.py", "")
        archive.write(source, "packed_shelf/one.py")
    shelf = tmp_path / "compiled_shelf"
    shelf.mkdir()
    (shelf / "__init__.py").write_text("")
    Path(compiled).rename(shelf / "one.pyc")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path / "packed.zip"))
    for name in ("packed_shelf", "compiled_shelf"):
        found: Catalogue[SimpleNamespace] = Catalogue(name, "THINGS", "none.of.these")
        assert [entry.name for entry in found.entries] == ["conv"], name
        for module in (name, f"{name}.one"):
            monkeypatch.delitem(sys.modules, module)


def test_a_broken_plugin_is_told_with_its_name_and_left_out(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("broken", "no_such_module_anywhere:THINGS", "g")
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "g")
    assert len(found.entries) == 2
    assert "broken" in found.problems[0].message


def test_a_plugin_adds_entries(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("more", "shelf.plugin:EXTRA", "g")
    folder = Path(importlib.import_module(package).__path__[0])
    (folder / "plugin.py").write_text("from types import SimpleNamespace as S\nEXTRA = S(name='attention')\n")
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    found: Catalogue[SimpleNamespace] = Catalogue(package, "THINGS", "g")
    assert found.get("attention") is not None


def test_a_near_name_is_offered_and_a_far_one_is_not() -> None:
    known = ("maxpool", "avgpool", "conv")
    assert near("maxpol", known) == "maxpool"
    assert near("zzz", known) is None
    assert did_you_mean("Conv", known) == "did you mean 'conv'?"
    assert "known here" in did_you_mean("zzz", known)
