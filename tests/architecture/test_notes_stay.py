"""An internal note cannot leave, by construction: whatever makes or sends a mail cannot even name one."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "caseway"
SENDING = [
    *(SOURCE / "engagement").rglob("*.py"),
    *(SOURCE / "cases" / "commands" / name for name in ("acknowledging.py", "forwarding.py", "replies.py")),
    *(SOURCE / "cases" / "commands" / name for name in ("senders.py", "withdrawal.py", "writing.py")),
    *(SOURCE / "cases" / "queries" / name for name in ("answers.py", "forwarding.py", "replies.py")),
]
NOTES = {"Note", "notes", "NewNote", "add_note"}


def words_of(path: Path) -> set[str]:
    """Every name, attribute and import in a module; what a docstring says does not count."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.update(node.name.split("."))
    return found


def test_the_modules_that_send_are_there() -> None:
    assert [path for path in SENDING if not path.exists()] == []
    assert len(SENDING) > 50


@pytest.mark.parametrize("path", SENDING, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_that_makes_or_sends_a_mail_knows_notes(path: Path) -> None:
    assert words_of(path) & NOTES == set()


def test_no_table_of_messages_leads_to_a_note() -> None:
    note = apps.get_model("cases", "Note")
    for label in ("engagement", "email"):
        for model in apps.get_app_config(label).get_models():
            related = {field.related_model for field in model._meta.get_fields() if field.is_relation}
            assert note not in related, model
