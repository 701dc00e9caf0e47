from datetime import UTC, datetime

import pytest

from caseway.engagement.channels.email.rules import Address, parse
from caseway.engagement.channels.email.rules.addresses import parse_addresses
from caseway.engagement.channels.email.rules.threads import base_subject, plus_details, subject_tags
from caseway.engagement.channels.email.rules.words import decode_words

from .letters import letter, read


@pytest.mark.parametrize(
    ("value", "name", "email"),
    [
        ("a@b.example", "", "a@b.example"),
        ("<a@b.example>", "", "a@b.example"),
        ("Ann Bee <a@b.example>", "Ann Bee", "a@b.example"),
        ('"Bee, Ann" <a@b.example>', "Bee, Ann", "a@b.example"),
        ("Bee, Ann <a@b.example>", "Bee, Ann", "a@b.example"),
        ("a@b.example (Ann Bee)", "Ann Bee", "a@b.example"),
        ("Ann Bee (Sales) <a@b.example>", "Ann Bee (Sales)", "a@b.example"),
        ('"Ann \\"the\\" Bee" <a@b.example>', 'Ann "the" Bee', "a@b.example"),
        ("Ann Bee <a@b.example", "Ann Bee", "a@b.example"),
        ("Ann <mailto:a@b.example>", "Ann", "a@b.example"),
        ("Ann <<a@b.example>>", "Ann", "a@b.example"),
        ("Ann <a @ b.example>", "Ann", "a@b.example"),
        ("Ann Bee a@b.example", "Ann Bee", "a@b.example"),
        ('"a@b.example" <a@b.example>', "a@b.example", "a@b.example"),
        ("<@relay.example,@b.example:a@b.example>", "", "a@b.example"),
        ("=?utf-8?q?M=C3=BCller=2C_Ann?= <a@b.example>", "Müller, Ann", "a@b.example"),
        ('"=?utf-8?b?TcO8bGxlcg==?=" <a@b.example>', "Müller", "a@b.example"),
        ("=?utf-8?q?Ann_=3Ca=40b=2Eexample=3E?=", "Ann", "a@b.example"),
        ("Mail Delivery System", "Mail Delivery System", ""),
        ("Ann (unclosed <a@b.example>", "Ann unclosed", "a@b.example"),
        ('"Ann <a@b.example>', "Ann", "a@b.example"),
    ],
)
def test_sender_is_read_as_people_and_programs_write_it(value, name, email):
    assert parse(letter(from_=value)).sender == Address(name, email)


def test_groups_give_their_members():
    assert [one.email for one in parse_addresses("Team: a@b.example, Bee <c@d.example>;, e@f.example")] == [
        "a@b.example",
        "c@d.example",
        "e@f.example",
    ]


def test_undisclosed_recipients_are_nobody():
    assert parse_addresses("undisclosed-recipients:;") == ()


def test_raw_eight_bit_names_are_read_in_the_charset_of_the_body():
    raw = letter("x", from_="Jürgen <j@b.example>", charset="iso-8859-2", content_type="text/plain; charset=iso-8859-2")
    assert parse(raw).sender.name == "Jürgen"


def test_without_from_the_sender_header_counts():
    assert read(from_="", sender="Bee <b@c.example>").sender == Address("Bee", "b@c.example")


def test_a_character_cut_between_encoded_words_is_joined():
    assert decode_words("=?utf-8?b?w6k=?= =?utf-8?q?=C3?= =?utf-8?q?=BC?=") == "éü"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= b", "a b"),
        ("=?utf-8?Q?with spaces inside?=", "with spaces inside"),
        ("=?gb2312?B?zOG9uw==?=", "提交"),
        ("=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        ("=?x-unknown?q?caf=C3=A9?=", "café"),
        ("=?utf-8?b?Y2Fmw6k?=", "café"),
        ("=?utf-8?q?never closed", "never closed"),
        ("=?us-ascii*en?q?language?=", "language"),
        ("folded\r\n\twith tab", "folded with tab"),
        ("=?iso-8859-1?q?=80_5?=", "€ 5"),
    ],
)
def test_encoded_words_are_read_also_where_they_are_broken(value, text):
    assert decode_words(value) == text


def test_folded_subjects_are_one_line():
    assert parse(b"From: a@b.example\r\nSubject: one\r\n two\r\n\tthree\r\n\r\nx").subject == "one two three"


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 1 Jan 2024 10:00:00 +0100",
        "Mon, 01 Jan 2024 09:00:00 GMT",
        "1 Jan 2024 10:00:00 +01:00",
        "Mon, 1 Jan 2024 10:00:00 +0100 (CET)",
        "2024-01-01T10:00:00+01:00",
        "2024-01-01 09:00:00",
    ],
)
def test_dates_are_utc(value):
    assert read(date=value).date == datetime(2024, 1, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("value", ["yesterday", "Mon, 99 Foo 99999 99:99:99 +9999", "0000-00-00 00:00:00"])
def test_an_impossible_date_is_none(value):
    assert read(date=value).date is None


def test_a_missing_date_is_that_of_the_last_hop():
    assert read(date="", received="from a by b; Mon, 1 Jan 2024 10:00:00 +0100").date == datetime(
        2024, 1, 1, 9, tzinfo=UTC
    )


def test_all_in_reply_to_values_are_kept():
    assert read(in_reply_to="<a@b> <c@d>\n", references="<r1@x>\r\n <r2@x> <r1@x>").in_reply_to == ("<a@b>", "<c@d>")


def test_references_are_in_order_and_each_once():
    assert read(references="<r1@x>\r\n <r2@x><r1@x>").references == ("<r1@x>", "<r2@x>")


def test_message_ids_without_brackets_are_understood():
    mail = read(message_id="abc@host", in_reply_to="def@host")
    assert (mail.message_id, mail.in_reply_to) == ("<abc@host>", ("<def@host>",))


def test_a_mail_without_message_id_gets_the_same_one_each_time():
    first, second = read("body"), read("body")
    assert first.message_id == second.message_id
    assert first.is_message_id_derived


def test_the_content_hash_ignores_trace_headers_and_transfer_encoding():
    plain = letter("Grüße\n", content_type="text/plain; charset=utf-8", content_transfer_encoding="8bit")
    recoded = letter(
        "Gr=C3=BC=C3=9Fe\n",
        content_type="text/plain; charset=utf-8",
        content_transfer_encoding="quoted-printable",
        received="by x",
    )
    assert parse(plain).content_hash == parse(recoded).content_hash


def test_the_content_hash_tells_other_content_apart():
    assert read("one").content_hash != read("two").content_hash


def test_delivered_to_names_every_address_it_came_through():
    mail = read(delivered_to="support+c12@caseway.example", x_original_to="help@caseway.example")
    assert mail.delivered_to == ("support+c12@caseway.example", "help@caseway.example")


def test_a_garbage_line_among_the_headers_is_passed_over():
    mail = parse(b"From: a@b.example\r\nthis is no header\r\nSubject: Hello\r\n\r\nbody")
    assert (mail.subject, mail.text) == ("Hello", "body")


def test_headers_without_a_blank_line_before_the_body_keep_the_body():
    assert parse(b"From: a@b.example\r\nSubject: Hello\r\nDear all,\r\nplease help").text == "Dear all,\nplease help"


def test_an_mbox_line_before_the_headers_is_ignored():
    assert (
        parse(b"From a@b.example Mon Jan 1 10:00:00 2024\nFrom: c@d.example\nSubject: x\n\nhi").sender.email
        == "c@d.example"
    )


def test_a_nul_in_the_sender_of_an_mbox_line_does_not_survive():
    assert parse(b"From a@x\x00.example Mon Jan 1 10:00:00 2024\nSubject: x\n\nhi").sender.email == "a@x.example"


def test_subject_tags_are_found_and_left_out_of_the_base():
    assert subject_tags("AW: [cas-1042] Machine") == ("CAS-1042",)
    assert base_subject("AW: Re[2]: [CAS-1042] Machine") == "Machine"


def test_plus_addresses_are_taken_apart():
    assert plus_details("support+c12.ab@Caseway.Example") == ("support", "c12.ab", "caseway.example")
