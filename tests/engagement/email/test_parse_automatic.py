from datetime import date

import pytest

from .letters import read

LEAVE = "<https://crm.example/leave?u=7>, <mailto:leave@crm.example>"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"auto_submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"auto_submitted": "auto-generated (ticket)"}, "Auto-Submitted: auto-generated"),
        ({"precedence": "bulk"}, "Precedence: bulk"),
        ({"precedence": "list"}, "Precedence: list"),
        ({"x_autoreply": "yes"}, "x-autoreply header"),
        ({"x_autorespond": "Machine"}, "x-autorespond header"),
        ({"list_id": "<users.lumenlabs.example>"}, "mailing list"),
        ({"list_id": "<users.lumenlabs.example>", "list_unsubscribe": LEAVE}, "mailing list"),
        ({"precedence": "bulk", "list_unsubscribe": LEAVE}, "Precedence: bulk"),
        ({"precedence": "list", "list_unsubscribe": LEAVE}, "Precedence: list"),
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
        "Out of Office Re: Machine",
        "[Auto-Reply] Machine",
        "Out of the office until Monday",
        "Abwesend vom 1. bis 7. Mai",
        "En congé jusqu'au 7 mai",
        "Ausente hasta el 7 de mayo",
        "Fuori sede",
        "不在のお知らせ",
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
        {"subject": "Out of office hours?"},
        {"subject": "Out of office hours"},
        {"subject": "Automatic reply does not work"},
        {"subject": "Re: Automatic reply: Machine"},
        {"subject": "On vacation next week, can you deliver later?"},
        {"subject": "Absence du colis ?"},
        {"subject": "不在票が入っていました"},
        {"x_auto_response_suppress": "All"},
        {"precedence": "normal"},
        {"list_unsubscribe": LEAVE},
        {"list_unsubscribe": LEAVE, "list_unsubscribe_post": "List-Unsubscribe=One-Click"},
        {"list_unsubscribe": LEAVE, "precedence": "normal"},
        {"x_autoreply": "no"},
        {"return_path": "<maria@lumenlabs.example>"},
    ],
)
def test_mail_of_people_is_not_automatic(headers):
    assert not read("Hello", **headers).is_auto


def test_a_mailing_list_is_told():
    assert read("Hello", list_id="<users.lumenlabs.example>").is_list


@pytest.mark.parametrize(
    ("headers", "is_list"), [({}, False), ({"precedence": "bulk"}, True), ({"list_id": "<users.crm.example>"}, True)]
)
def test_a_way_to_unsubscribe_alone_makes_no_mailing_list(headers, is_list):
    assert read("Hello", list_unsubscribe=LEAVE, **headers).is_list is is_list


def test_our_own_loop_header_is_reported():
    assert read("Hello", x_caseway_loop="site-1").loops == ("site-1",)


SENT = {"auto_submitted": "auto-replied", "date": "Wed, 1 May 2024 10:00:00 +0200"}


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 7 May 2024.",
        "I will be back on Tuesday, May 7th.",
        "I am away from 1 May to 7 May.",
        "Ich bin bis zum 07.05.2024 nicht im Haus.",
        "Ich bin ab dem 7. Mai wieder erreichbar.",
        "Je serai absent jusqu'au 7 mai 2024 inclus.",
        "Estaré fuera hasta el 7 de mayo de 2024.",
        "Sarò assente fino al 7 maggio.",
        "Estarei fora até 7 de maio.",
        "Ik ben afwezig tot en met dinsdag 7 mei.",
        "Jag är tillbaka den 7 maj.",
        "Olen poissa 7. toukokuuta saakka.",
        "Wracam 7 maja 2024.",
        "Буду до 7 мая 2024 г. в отпуске.",
        "7 Mayıs 2024 tarihine kadar ofiste değilim.",
        "5月7日まで不在です。",
        "从5月1日至5月7日休假",
        "5월 7일까지 부재중입니다.",
        "Away until 2024-05-07.",
    ],
)
def test_the_day_of_return_is_read(text):
    assert read(text, **SENT).auto_until == date(2024, 5, 7)


def test_a_day_without_a_year_is_the_next_one():
    assert read("Ich bin bis 3. Januar im Urlaub.", **SENT).auto_until == date(2025, 1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Away until 05/06/2024.",
        "Away until further notice. 7 May 2024 is our summer party.",
        "Call 0800 7 5 2024 in the meantime.",
        "Away until 7 May 2019.",
        "I will be back on 31 June.",
        "Away until the 7th.",
    ],
)
def test_a_day_that_could_be_another_is_not_guessed(text):
    assert read(text, **SENT).auto_until is None


def test_only_automatic_answers_have_a_day_of_return():
    assert read("I will be back on 7 May 2024.", date=SENT["date"]).auto_until is None
