"""Which layer may import which, how large things may be, and what no code may do."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "examsolver"
ALL_LAYERS = {
    "core", "maths", "registry", "resources", "frameworks", "layers", "rules", "families", "language",
    "grading", "practice", "rendering", "exchange", "storage", "verbs", "cli",
}  # fmt: skip

MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "maths": {"core"},
    "registry": {"core"},
    "resources": {"core"},
    "layers": {"core", "maths", "registry"},
    "rules": {"core", "maths", "registry"},
    "frameworks": {"core", "registry", "layers"},
    "families": {"core", "maths", "registry", "layers", "rules", "frameworks"},
    "language": {"core", "maths", "registry", "resources"},
    "grading": {"core", "maths"},
    "practice": {"core", "maths", "registry", "resources", "language", "families"},
    "rendering": {"core", "maths", "registry", "resources"},
    "exchange": {"core", "registry"},
    "storage": {"core", "registry", "exchange"},
    "verbs": ALL_LAYERS - {"cli"},
    "__init__": ALL_LAYERS - {"cli"},
    "__main__": {"cli"},
    "cli": {"core", "registry", "exchange", "storage", "__init__"},
}

OUTSIDE: dict[str, set[str]] = {
    "maths": {"numpy", "sympy"},
    "rules": {"numpy"},
    "families": {"numpy"},
    "frameworks": {"onnx", "google"},
    "language": {"lark"},
    "rendering": {"jinja2", "typst", "rich", "markupsafe"},
    "exchange": {"msgspec"},
    "storage": {"msgspec", "sqlalchemy"},
    "cli": {"click", "rich"},
}

FORBIDDEN_CALLS = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base", "common", "misc"}
LONGEST_FILE = 350
LONGEST_FUNCTION = 60
MOST_FUNCTIONS_OVER_30 = 0.03


def modules() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


def layer_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def breach(layer: str, name: str) -> str | None:
    top, *rest = name.split(".")
    if top == "examsolver":
        target = rest[0] if rest else "__init__"
        allowed = MAY_IMPORT[layer] | {layer}
        return None if target in allowed else f"{layer} may not import {target}"
    if top in sys.stdlib_module_names:
        return None
    return None if top in OUTSIDE.get(layer, set()) else f"{layer} may not import the library {top}"


def name_of(path: object) -> str:
    return str(path.relative_to(PACKAGE)) if isinstance(path, Path) else str(path)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    breaches = [
        f"{path.name}:{line}: {said}" for name, line in imports(path) if (said := breach(layer_of(path), name))
    ]
    assert not breaches


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_code_runs_text(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in ("re", "typst")
            assert called not in FORBIDDEN_CALLS or (called == "compile" and of_re), f"{path}:{node.lineno}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            assert "pickle" not in {getattr(node, "module", None), *(alias.name for alias in node.names)}, path


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_is_caught_blindly(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            blind = node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
            assert not blind or path.name == "registry.py", f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_file_is_short_and_named_for_what_it_holds(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert path.stem not in FORBIDDEN_NAMES


def function_lengths() -> dict[str, int]:
    lengths = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                first = body[0].lineno if body else node.lineno
                lengths[f"{path.name}:{node.name}"] = (node.end_lineno or first) - first + 1
    return lengths


def test_functions_are_short() -> None:
    lengths = function_lengths()
    assert {name for name, length in lengths.items() if length > LONGEST_FUNCTION} == set()
    assert sum(length > 30 for length in lengths.values()) <= MOST_FUNCTIONS_OVER_30 * len(lengths)


def loaded_by(*arguments: str, stdin: str = "") -> set[str]:
    """Modules that are loaded after the command line has run."""
    program = (
        "import sys\nfrom examsolver.cli import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=stdin, capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_help_loads_none_of_the_heavy_libraries() -> None:
    assert not loaded_by("--help") & {"lark", "sympy", "numpy", "jinja2", "typst", "rich", "msgspec"}


def test_solving_a_network_question_loads_neither_numpy_nor_sympy() -> None:
    question = "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  find conv.parameters, conv.output\n"
    assert not loaded_by("solve", "-", "--format", "json", stdin=question) & {"sympy", "numpy"}
