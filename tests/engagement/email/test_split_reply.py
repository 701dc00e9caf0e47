import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseway.engagement.channels.email.rules.lines import text_lines
from caseway.engagement.channels.email.rules.replies import languages, markers, split_reply

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
        (
            "_______________________________________________\nusers mailing "
            "list\nusers@lists.example\nhttps://lists.example/users"
        ),
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


@pytest.mark.parametrize(
    ("shared", "new"),
    [
        ("It works. On Mon, Jan 1, 2024 at 9:00 AM, Bob <bob@caseway.example> wrote:", "It works."),
        ("It works--- On Mon, Jan 1, 2024 at 9:00 AM, Bob <bob@caseway.example> wrote:", "It works"),
        ("It works. On Mon, Jan 1, 2024 at 9:00 AM, Bob Builder <\nbob@caseway.example> wrote:", "It works."),
        ("Geht wieder. Am 01.01.2024 um 09:00 schrieb Bob <bob@caseway.example>:", "Geht wieder."),
        ("Ça marche. Le 01/01/2024 à 09:00, Bob a écrit :", "Ça marche."),
    ],
)
def test_words_on_the_line_of_the_attribution_stay(shared, new):
    parts = split(f"{shared}\n{QUOTED}\n")
    assert parts.reply == new
    assert "Bob" in parts.quoted


def test_a_date_and_an_address_above_a_quotation_are_its_attribution():
    assert split(f"{NEW}\n\n2024/1/1 Caseway Support <support@caseway.example>\n\n{QUOTED}").reply == NEW
    assert split(f"{NEW}\n\n2024/1/1 Caseway Support <support@caseway.example>").reply.endswith("example>")


def test_what_was_wrapped_out_of_a_quotation_is_quoted():
    quoted = (
        "> We have sent you the replacement part today, it should arrive by Wednesday\nor Thursday.\n> Kind regards\n"
        "> Follow it here (https://caseway.example/parcels/\n4711)\n>"
    )
    assert split(f"{NEW}\n\n{ATTRIBUTIONS['English, Gmail']}\n{quoted}").reply == NEW


def test_short_answers_between_quoted_lines_are_no_wrapped_quotation():
    text = "> Did you switch it off and on again, and did you wait for at least ten minutes?\nyes\n> Does it heat?\nno"
    assert split(text).reply == text


@pytest.mark.parametrize("closing", ["Regards, Ann", "Kind regards\nAnn Bee", "Viele Grüße\nAnn", "Merci !\nAnn"])
def test_a_closing_under_the_quotation_answers_nothing(closing):
    assert split(f"{NEW}\n\n{ATTRIBUTIONS['English, Gmail']}\n\n{QUOTED}\n\n{closing}").reply == f"{NEW}\n\n{closing}"


def test_an_answer_under_a_short_quotation_keeps_it():
    text = f"Hi,\n\n{QUOTED}\n\nThanks, I did that already."
    assert split(text).reply == text


def test_paragraphs_under_a_long_underline_are_text():
    text = f"First.\n\n{'_' * 40}\n\nSecond part.\n\nRegards\nAnn"
    assert split(f"{text}\n\n{ATTRIBUTIONS['English, Gmail']}\n{QUOTED}").reply == text


@pytest.mark.parametrize(
    "notice",
    [
        (
            "This e-mail is confidential and intended solely for the addressee. If you are not the intended "
            "recipient, "
            "please notify the sender and delete it."
        ),
        (
            "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, "
            "informieren Sie "
            "bitte den Absender und vernichten Sie diese Mail."
        ),
        (
            "Ce message est confidentiel et réservé à son destinataire. Si vous le recevez par erreur, merci de le "
            "détruire "
            "et d'en avertir l'expéditeur."
        ),
    ],
)
def test_legal_notices_are_folded(notice):
    parts = split(f"{NEW}\n\n{notice}\n")
    assert (parts.reply, parts.quoted) == (NEW, notice)


@pytest.mark.parametrize(
    "text",
    [
        (
            "Please treat this as confidential: the machine in room 4 is broken, and the intended recipient of the "
            "coffee "
            "is not amused. Delete this case when it is done."
        ),
        (
            "Hello,\n\nI have lost my confidential documents in your parcel. Can you find out who signed for the "
            "delivery "
            "on Monday, and where it was left?"
        ),
        "The notification was sent from my iPhone app to all users.",
        "On the other hand, it heats.\nOn average it takes an hour. On 1 May 2024 it was worse.",
        "On Monday the technician wrote: nothing to be done.\nWhat now?",
        "It costs 2024-01-15 14:30:25\n15.01.2024 14:30\nJan 15, 2024 at 14:30\n\nWhich of them is right?",
        "## Key points\n----\n\n1. It heats\n2. It leaks\n\n----\n\nThat is all.\n\n====\n\nReally.",
    ],
)
def test_prose_that_resembles_marks_is_text(text):
    assert split(text).reply == text


@pytest.mark.parametrize(
    "block",
    [
        "Date: Mon, 1 Jan 2024 09:00:00 +0100\nTo: maria@lumenlabs.example",
        (
            "От: Caseway\nОтправлено: \u200eпонедельник\u200e, \u200e1\u200e \u200eянваря\u200e \u200e2024\u200e г. "
            "\u200e9\u200e:\u200e00\nКому: Maria"
        ),
        "====\n\nMessage du : 01/01/2024 09:00\nDe : Caseway <support@caseway.example>\nA : maria@lumenlabs.example",
        "-------- Oprindelig besked --------\nFra: Caseway\nDato: 01.01.2024 09.00 (GMT+01:00)\nTil: Maria",
    ],
)
def test_reduced_and_decorated_headers_are_folded(block):
    assert split(f"{NEW}\n\n{block}\n\n{UNQUOTED}").reply == NEW


SHARED = "It works--- On Mon, Jan 1, 2024 at 9:00 AM, Bob <bob@caseway.example> wrote:"
FORWARD = "---------- Forwarded message ----------"
OTHERS = ["-- \nAnn Bee", "Sent from my iPhone", "yes", "> Does it heat?", "", "Regards, Ann", "___________"]
PIECES = st.sampled_from(
    [SHARED, FORWARD, NEW, QUOTED, UNQUOTED, *OTHERS, *ATTRIBUTIONS.values(), *HEADER_BLOCKS.values()]
)


@given(st.lists(PIECES, max_size=8), st.booleans(), st.booleans())
def test_reply_and_quotation_are_together_all_of_the_text(pieces, is_forward, is_loose):
    text = ("\n\n" if is_loose else "\n").join(pieces)
    parts = split_reply(text_lines(text), is_forward=is_forward)
    assert sorted("".join(f"{parts.reply}{parts.quoted}".split())) == sorted("".join(text.split()))


@pytest.mark.parametrize("pattern", languages.MOBILE_SIGNATURES)
@settings(max_examples=10)
@given(data=st.data())
def test_what_a_phone_adds_is_seen_in_the_whole_text_first(pattern: str, data: st.DataObject):
    words = data.draw(st.from_regex(rf"\A(?:{pattern})")).lower()
    assert markers.may_hold(f"thanks\n— {words}") == (False, True)


@pytest.mark.parametrize("words", [*languages.ORIGINAL, *languages.FORWARDED])
@pytest.mark.parametrize("dashes", ["", "-----", "________ ", "* "])
def test_a_delimiter_is_seen_in_the_whole_text_first(words: str, dashes: str):
    assert markers.may_hold(f"thanks\n{dashes}{words}{dashes}\n") == (True, False)


@pytest.mark.parametrize("words", languages.REPLY_ABOVE)
@pytest.mark.parametrize("before", ["thanks", "Grüße"])
def test_a_line_to_reply_above_is_seen_in_the_whole_text_first(words: str, before: str):
    assert markers.may_hold_reply_above(f"{before}\n## {words} ##\n")
