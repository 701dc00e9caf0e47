import pytest

from .letters import read


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"auto_submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"auto_submitted": "auto-generated (ticket)"}, "Auto-Submitted: auto-generated"),
        ({"precedence": "bulk"}, "Precedence: bulk"),
        ({"precedence": "list"}, "Precedence: list"),
        ({"x_autoreply": "yes"}, "x-autoreply header"),
        ({"x_autorespond": "Machine"}, "x-autorespond header"),
        ({"x_auto_response_suppress": "OOF, AutoReply"}, "X-Auto-Response-Suppress"),
        ({"list_id": "<users.lumenlabs.example>"}, "mailing list"),
        ({"return_path": "<>"}, "null return path"),
    ],
)
def test_headers_tell_automatic_mail(headers, reason):
    mail = read("Hello", **headers)
    assert (mail.is_auto, mail.auto_reason) == (True, reason)


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office: Machine",
        "Automatic reply: Machine",
        "Auto: Machine",
        "Abwesenheitsnotiz: Maschine",
        "Automatische Antwort: Maschine",
        "Réponse automatique : Machine",
        "Respuesta automática: Máquina",
        "Risposta automatica: Macchina",
        "Resposta automática: Máquina",
        "Automatisch antwoord: Machine",
        "Autosvar: Maskin",
        "Automaattinen vastaus: Kone",
        "Automatyczna odpowiedź: Maszyna",
        "Автоматический ответ: Машина",
        "自动回复: 机器",
        "自動返信: 機械",
        "자동 회신: 기계",
        "Otomatik yanıt: Makine",
        "Re: Out of Office Re: Machine",
    ],
)
def test_subjects_tell_automatic_replies(subject):
    assert read("I am away.", subject=subject).auto_reason == "subject of an automatic reply"


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "no"},
        {"subject": "The automatic reply never came"},
        {"subject": "Autoclave broken"},
        {"precedence": "normal"},
        {"x_autoreply": "no"},
        {"return_path": "<maria@lumenlabs.example>"},
    ],
)
def test_mail_of_people_is_not_automatic(headers):
    assert not read("Hello", **headers).is_auto


def test_a_mailing_list_is_told():
    assert read("Hello", list_id="<users.lumenlabs.example>").is_list


def test_our_own_loop_header_is_reported():
    assert read("Hello", x_caseway_loop="site-1").loops == ("site-1",)
