import io
import json
import subprocess
import sys

from caseway.config.cli.mail_parse import parse_files

from .letters import letter

KEYS = [
    "file", "from", "reply_to", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references", "text",
    "html", "reply_text", "quoted_text", "attachments", "is_auto", "auto_reason", "auto_until", "is_bounce", "bounce",
    "complaint", "calendar", "is_list", "is_forward", "author", "other_senders", "claimed_addresses", "authentication",
    "defects",
]  # fmt: skip


def test_each_file_is_one_object_on_one_line(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(letter("Hello\nthere", subject=name))
    parse_files([str(tmp_path / "a"), str(tmp_path / "b")])
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["subject"] for one in objects] == ["a", "b"]
    assert list(objects[0]) == KEYS
    assert [one["file"] for one in objects] == [str(tmp_path / "a"), str(tmp_path / "b")]


def test_addresses_and_dates_are_plain_values(tmp_path, capsys):
    (tmp_path / "a").write_bytes(letter("x", to="Ann <a@b.example>"))
    parse_files([str(tmp_path / "a")])
    answer = json.loads(capsys.readouterr().out)
    assert answer["from"] == {"name": "Maria", "email": "maria@lumenlabs.example"}
    assert answer["to"] == [{"name": "Ann", "email": "a@b.example"}]
    assert answer["date"] == "2024-01-01T09:00:00+00:00"
    assert answer["bounce"] is None
    assert answer["complaint"] is None


def test_an_unreadable_file_is_an_error_and_the_rest_goes_on(tmp_path, capsys):
    (tmp_path / "a").write_bytes(b"\xff\x00")
    parse_files([str(tmp_path / "none"), str(tmp_path), "nul\x00name", str(tmp_path / "a")])
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["error" in one for one in objects] == [True, True, True, False]


def test_a_dash_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(letter("x", subject="piped"))))
    parse_files(["-"])
    assert json.loads(capsys.readouterr().out)["subject"] == "piped"


def test_reading_mail_needs_no_django():
    code = "import caseway.engagement.channels.email.rules, sys; print('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )
