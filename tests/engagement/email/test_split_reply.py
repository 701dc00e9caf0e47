import tomllib
from pathlib import Path

import pytest

from caseway.engagement.channels.email.rules.lines import text_lines
from caseway.engagement.channels.email.rules.replies import split_reply

from .letters import multipart, part, read

NEW = "Thanks, it works now.\nOne more question: does it heat up?"

FORMS = tomllib.loads((Path(__file__).parent / "quotations.toml").read_text(encoding="utf-8"))
ATTRIBUTIONS: dict[str, str] = FORMS["attributions"]
HEADER_BLOCKS: dict[str, str] = FORMS["header_blocks"]
CLIENTS: dict[str, str] = {name: html.replace("\n", "") for name, html in FORMS["clients"].items()}
QUOTED = "> Dear Maria,\n>\n> please try again.\n>\n> Kind regards"
UNQUOTED = "Dear Maria,\n\nplease try again.\n\nKind regards"


def split(text: str):
    return split_reply(text_lines(text))


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_an_attribution_and_its_quotation_are_folded(name):
    parts = split(f"{NEW}\n\n{ATTRIBUTIONS[name]}\n\n{QUOTED}\n")
    assert parts.reply == NEW
    assert parts.quoted == f"{ATTRIBUTIONS[name]}\n\n{QUOTED}"


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_an_attribution_directly_under_the_text_is_folded(name):
    assert split(f"{NEW}\n{ATTRIBUTIONS[name]}\n{QUOTED}\n").reply == NEW


@pytest.mark.parametrize("name", [*ATTRIBUTIONS])
def test_an_attribution_without_quote_marks_is_folded_with_what_follows(name):
    assert split(f"{NEW}\n\n{ATTRIBUTIONS[name]}\n\n{UNQUOTED}\n").reply == NEW


@pytest.mark.parametrize("name", HEADER_BLOCKS)
def test_quoted_headers_and_what_follows_are_folded(name):
    parts = split(f"{NEW}\n\n{HEADER_BLOCKS[name]}\n\n{UNQUOTED}\n")
    assert parts.reply == NEW
    assert parts.quoted == f"{HEADER_BLOCKS[name]}\n\n{UNQUOTED}"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Bee\nLumen Labs",
        "--\nAnn Bee",
        "Sent from my iPhone",
        "Sent from my Samsung Galaxy smartphone.",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from Yahoo Mail on Android",
        "Sent with Proton Mail secure email.",
        "Von meinem iPhone gesendet",
        "Gesendet von Mail für Windows",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Отправлено с iPhone",
        "iPhone'umdan gönderildi",
        "iPhoneから送信",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "나의 iPhone에서 보냄",
        "-Ann",
        "---\nAnn Bee\nLumen Labs\n+49 30 1234",
        "_______________________________________________\nusers mailing list\nusers@lists.example\nhttps://lists.example/users",
    ],
)
def test_signatures_are_folded(signature):
    parts = split(f"{NEW}\n\n{signature}\n")
    assert (parts.reply, parts.quoted) == (NEW, signature)


@pytest.mark.parametrize("signature", ["Sent from my iPhone", "-- \nAnn"])
def test_a_signature_between_text_and_quotation_is_folded(signature):
    assert split(f"{NEW}\n\n{signature}\n\n{ATTRIBUTIONS['English, Gmail']}\n{QUOTED}").reply == NEW


def test_an_address_cut_before_its_angle_still_ends_the_attribution():
    text = f"{NEW}\n\nOn Mon, Jan 1, 2024 at 9:00 AM, Caseway Support <support@caseway.example\n> wrote:\n\n{QUOTED}"
    assert split(text).reply == NEW


def test_a_reply_below_the_quotation_is_the_new_text():
    assert split(f"{ATTRIBUTIONS['English, Thunderbird']}\n{QUOTED}\n\n{NEW}\n\n-- \nAnn").reply == NEW


def test_answers_between_quotations_stay_with_their_context():
    parts = split(
        "On 01/01/2024 09:00, Bob wrote:\n> Does it heat up?\nNo.\n\n> Since when?\nSince Monday.\n\n> Regards\n> Bob\n"
    )
    assert parts.reply == "> Does it heat up?\nNo.\n\n> Since when?\nSince Monday."
    assert parts.quoted == "On 01/01/2024 09:00, Bob wrote:\n\n> Regards\n> Bob"


@pytest.mark.parametrize(
    "marker",
    [
        "##- Please type your reply above this line -##",
        "--- Please reply above this line ---",
        "Bitte antworten Sie oberhalb dieser Linie",
    ],
)
def test_everything_below_our_marker_is_folded(marker):
    assert split(f"{NEW}\n\n{marker}\n\nYour case\n").reply == NEW


@pytest.mark.parametrize(
    "text",
    [
        "Please tell me: what did John say on Monday at 10:00?\nHe wrote:\nnothing at all.",
        "- one\n- two\n- three",
        "From: Berlin\nI travelled to: Hamburg",
        "My machine says:\n\nError 2024: call support@caseway.example\n\nWhat now?",
        "a -- b\nc -- d",
        "I sent from my office three letters.\nWhy no answer?"[2:],
        "Subject: help\nDate: today",
        "First\n-----\nIt does not heat up.\n\nSecond\n------\nIt leaks.",
        "One part.\n\n---\n\nAnother part, which goes on.",
        "My trip is off:\nFrom: Berlin\nTo: Hamburg\nDate: 1 May 2024\nPlease refund it.",
    ],
)
def test_ordinary_text_is_not_taken_for_a_quotation(text):
    assert split(text).reply == text


@pytest.mark.parametrize(
    "text",
    [
        HEADER_BLOCKS["English, Outlook"] + "\n\nHello, old one.",
        "-- \nAnn Bee",
        f"{ATTRIBUTIONS['German, Gmail']}\n\nText below without marks.",
    ],
)
def test_the_new_text_is_never_empty_while_there_is_customer_text(text):
    assert split(text).reply == text


@pytest.mark.parametrize(
    "subject",
    [
        "Fwd: Machine",
        "FW: Machine",
        "WG: Machine",
        "TR: Machine",
        "RV: Machine",
        "I: Machine",
        "ENC: Machine",
        "转发: Machine",
    ],
)
def test_a_forward_is_new_as_a_whole(subject):
    text = f"Please see below.\n\n{HEADER_BLOCKS['English, Outlook']}\n\n{UNQUOTED}"
    mail = read(text, subject=subject)
    assert (mail.reply_text, mail.quoted_text, mail.is_forward) == (text, "", True)


@pytest.mark.parametrize(
    "delimiter",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "Début du message réexpédié :",
    ],
)
def test_a_forwarded_message_is_kept_without_a_subject_prefix(delimiter):
    text = f"FYI\n\n{delimiter}\n{HEADER_BLOCKS['English, Samsung'].split(chr(10), 1)[1]}\n\n{UNQUOTED}"
    assert split(text).reply == text


@pytest.mark.parametrize("client", CLIENTS)
def test_the_new_text_is_told_from_the_html_of(client):
    html = (
        CLIENTS[client]
        .replace("NEW", "Thanks, it works now.<br>Does it heat up?")
        .replace("OLD", "Dear Maria,<br>please try again.")
    )
    mail = read(f"<html><body>{html}</body></html>", content_type="text/html; charset=utf-8")
    assert mail.reply_text == "Thanks, it works now.\nDoes it heat up?"
    assert "please try again." in mail.quoted_text


@pytest.mark.parametrize("client", sorted(CLIENTS.keys() - {"Samsung", "QQ", "Lotus Notes", "GMX"}))
def test_html_shows_the_quotation_that_a_plain_text_hides(client):
    html = CLIENTS[client].replace("NEW", "Thanks, it works now.").replace("OLD", "Dear Maria, please try again.")
    mail = parse_alternative("Thanks, it works now.\n\nDear Maria, please try again.", html)
    assert mail.reply_text == "Thanks, it works now."


def parse_alternative(text: str, html: str):
    from caseway.engagement.channels.email.rules import parse

    return parse(
        multipart("alternative", part(text, "text/plain; charset=utf-8"), part(html, "text/html; charset=utf-8"))
    )


def test_answers_inside_a_gmail_quotation_stay():
    html = (
        '<div>See below.</div><div class="gmail_quote"><div class="gmail_attr">On Mon, Jan 1, 2024 at 9:00 wrote:</div>'
        '<blockquote class="gmail_quote">Does it heat?</blockquote><div>No.</div>'
        '<blockquote class="gmail_quote">Since when?</blockquote><div>Monday.</div></div>'
    )
    reply = read(html, content_type="text/html").reply_text
    assert [word in reply for word in ("See below.", "No.", "Monday.")] == [True, True, True]


def test_a_gmail_signature_is_folded():
    html = '<div>Hello</div><div class="gmail_signature">Ann Bee<br>Lumen Labs</div>'
    assert read(html, content_type="text/html").reply_text == "Hello"


def test_an_indented_paragraph_is_no_quotation():
    html = "<p>I tried</p><blockquote>turning it off</blockquote><p>and on.</p>"
    assert read(html, content_type="text/html").reply_text == "I tried\n\nturning it off\n\nand on."
