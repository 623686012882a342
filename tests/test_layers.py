"""The house's order: config -> messaging -> social -> accounts, never back, and no room too large to look over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
LAYERS = ["config", "messaging", "social", "accounts"]
LINES = {"*.py": 300, "static/css/*.css": 200, "static/js/*.js": 120}
VIEW_LINES, ACTION_LINES, PARTIAL_LINES = 25, 40, 60
BANNED_NAMES = {"utils", "helpers", "common", "misc"}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((BASE_DIR / folder).rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    """The top packages that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """The functions at the top of a module, with their lengths in lines, decorators and docstring left out."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (node.end_lineno or 0) - (body[0].lineno if body else node.lineno) + 2


def modules_called(name: str, app: str) -> list[Path]:
    """`app/name.py`, or all of `app/name/`."""
    return [*(BASE_DIR / app).glob(f"{name}.py"), *(BASE_DIR / app / name).rglob("*.py")]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_itself_and_those_below(layer: str) -> None:
    above = set(LAYERS[: LAYERS.index(layer)]) | {"tests"}
    wrong = {
        str(path.relative_to(BASE_DIR)): found for path in python_files(layer) if (found := imported_by(path) & above)
    }
    assert wrong == {}


@pytest.mark.parametrize("pattern", LINES)
def test_no_file_is_too_long_to_look_over(pattern: str) -> None:
    files = python_files(*LAYERS, "tests") if pattern == "*.py" else BASE_DIR.glob(pattern)
    lengths = {str(path.relative_to(BASE_DIR)): len(path.read_text().splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LINES[pattern]} == {}


@pytest.mark.parametrize(("name", "limit"), [("views", VIEW_LINES), ("actions", ACTION_LINES)])
def test_views_and_actions_are_short(name: str, limit: int) -> None:
    long = {
        f"{path.relative_to(BASE_DIR)}:{function}": lines
        for app in LAYERS
        for path in modules_called(name, app)
        for function, lines in functions_of(path)
        if lines > limit
    }
    assert long == {}


def test_partials_are_short() -> None:
    partials = (path for path in (BASE_DIR / "templates").rglob("_*.html"))
    lengths = {str(path.relative_to(BASE_DIR)): len(path.read_text().splitlines()) for path in partials}
    assert {name: length for name, length in lengths.items() if length > PARTIAL_LINES} == {}


def test_modules_are_named_after_what_is_in_them() -> None:
    names = {path.stem: str(path.relative_to(BASE_DIR)) for path in python_files(*LAYERS, "tests")}
    assert BANNED_NAMES & names.keys() == set()
