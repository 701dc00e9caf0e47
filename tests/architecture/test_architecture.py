"""What import-linter and ruff cannot hold: file lengths, who writes, which way keys point, what is protected."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from caseway.operations.rules.roles import ADMINISTRATOR

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "caseway"
FLOORS = [
    {"config"},
    {"setup"},
    {"workspace", "portal"},
    {"intake"},
    {"cases"},
    {"engagement", "email"},
    {"knowledge", "entitlements"},
    {"sla", "routing", "flows"},
    {"customers"},
    {"operations"},
    {"kernel"},
    {"ui"},
]
PRIVATE = ("urls", "views", "api", "forms", "schemas", "handlers", "jobs")
NOT_AREAS = ("kernel", "ui", "setup", "config")
MOST_LINES = {".py": 400, ".html": 150, ".css": 200, ".js": 150}
WRITERS = ("commands", "models", "migrations", "testing", "jobs")
MANAGER_WRITES = re.compile(r"\.objects\b[^\n]*\.(create|update|delete|bulk_create|get_or_create|update_or_create)\(")


def sources(*suffixes: str) -> Iterator[Path]:
    for path in SOURCE.rglob("*"):
        if path.suffix in suffixes and "migrations" not in path.parts and "__pycache__" not in path.parts:
            yield path


def floor_of(label: str) -> int:
    return next(place for place, floor in enumerate(FLOORS) if label in floor)


@pytest.mark.parametrize("suffix", MOST_LINES)
def test_no_file_outgrows_its_name(suffix: str) -> None:
    lengths = {path.relative_to(SOURCE): len(path.read_text().splitlines()) for path in sources(suffix)}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES[suffix]} == {}


def test_no_field_hides_a_name_that_the_types_of_its_class_use() -> None:
    """From Python 3.14 on, annotations are evaluated with the class's own names first."""
    hidden = []
    for path in sources(".py"):
        for made in ast.walk(ast.parse(path.read_text())):
            if not isinstance(made, ast.ClassDef):
                continue
            typed = [line for line in made.body if isinstance(line, ast.AnnAssign)]
            valued = {line.target.id for line in typed if line.value and isinstance(line.target, ast.Name)}
            used = {node.id for line in typed for node in ast.walk(line.annotation) if isinstance(node, ast.Name)}
            hidden += [f"{path.relative_to(SOURCE)}: {made.name}.{name}" for name in sorted(valued & used)]
    assert hidden == []


def test_views_and_endpoints_never_touch_tables() -> None:
    pages = [path for path in sources(".py") if {"views", "api"} & {path.stem, *path.relative_to(SOURCE).parts[:-1]}]
    areas = [path for path in pages if path.relative_to(SOURCE).parts[0] not in ("kernel", "ui", "config")]
    assert areas
    assert [str(path.relative_to(SOURCE)) for path in areas if ".objects" in path.read_text()] == []


def test_only_commands_write() -> None:
    offenders = []
    for path in sources(".py"):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[0] in ("kernel", "setup", "config", "ui") or set(parts) & set(WRITERS):
            continue
        if MANAGER_WRITES.search(path.read_text()):
            offenders.append(str(path.relative_to(SOURCE)))
    assert offenders == []


def test_foreign_keys_point_down() -> None:
    upward = []
    for model in apps.get_models():
        if not model.__module__.startswith("caseway."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if target and target.__module__.startswith("caseway."):
                here, there = floor_of(model._meta.app_label), floor_of(target._meta.app_label)
                if there < here or (here == there and not same_area(model, target)):
                    upward.append(f"{model.__name__}.{field.name}")
    assert upward == []


def same_area(model: type, target: type) -> bool:
    return model.__module__.split(".")[1] == target.__module__.split(".")[1]


def test_what_is_an_areas_own_is_protected() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    protected = {module for contract in contracts for module in contract.get("protected_modules", [])}
    areas = [path for path in SOURCE.iterdir() if path.is_dir() and path.name not in NOT_AREAS]
    existing = {
        f"caseway.{area.name}.{name}"
        for area in areas
        for name in PRIVATE
        if (area / f"{name}.py").exists() or (area / name / "__init__.py").exists()
    }
    assert existing - protected == set()


def test_every_permission_asked_for_is_in_a_role() -> None:
    asked = set()
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_permission(node.value):
                asked.add(node.value)
    assert asked - set(ADMINISTRATOR) == set()


def test_every_page_is_guarded() -> None:
    """Whoever is not signed in gets to no page of ours but the open ones."""
    open_pages = {"healthz", "readyz"}
    unguarded = [
        pattern.name
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith("caseway.")
        and ".views" in pattern.callback.__module__
        and not hasattr(pattern.callback, "__wrapped__")
        and pattern.name not in open_pages
        and not pattern.callback.__module__.startswith("caseway.ui")
    ]
    assert unguarded == []


def _is_permission(text: str) -> bool:
    area, _, verb = text.partition(".")
    return bool(re.fullmatch(r"[a-z]+\.[a-z]+", text)) and area in PERMISSION_AREAS and verb in VERBS


PERMISSION_AREAS = {name.split(".")[0] for name in ADMINISTRATOR}
VERBS = {name.split(".")[1] for name in ADMINISTRATOR}


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern
