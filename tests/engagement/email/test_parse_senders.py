import pytest

from caseway.engagement.channels.email.rules import Address, Authentication, AuthenticationResult, parse

from .letters import read

GOOGLE = """mx.google.com;
       dkim=pass header.i=@lumenlabs.example header.s=k1 header.b=AbCdEf;
       spf=pass (google.com: domain of maria@lumenlabs.example designates it (and more))
         smtp.mailfrom=maria@lumenlabs.example;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=lumenlabs.example"""
MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=lumenlabs.example; dkim=none (message not signed) "
    "header.d=none;dmarc=fail action=oreject header.from=Lumenlabs.Example;compauth=fail reason=000"
)


def folded(text: str) -> str:
    return text.replace("\n", "\r\n")


def test_the_statement_of_a_server_is_read_result_by_result():
    assert read("x", authentication_results=folded(GOOGLE)).authentication == (
        Authentication(
            "mx.google.com",
            (
                AuthenticationResult("dkim", "pass", "lumenlabs.example"),
                AuthenticationResult("spf", "pass", "lumenlabs.example"),
                AuthenticationResult("dmarc", "pass", "lumenlabs.example"),
            ),
        ),
    )


def test_a_statement_without_a_name_is_of_nobody():
    (statement,) = read("x", authentication_results=MICROSOFT).authentication
    assert statement.server == ""
    assert [(one.method, one.result, one.domain, one.reason) for one in statement.results] == [
        ("spf", "pass", "lumenlabs.example", ""),
        ("dkim", "none", "none", ""),
        ("dmarc", "fail", "lumenlabs.example", ""),
        ("compauth", "fail", "", "000"),
    ]


@pytest.mark.parametrize(
    ("value", "server", "results"),
    [
        ("mx.example 1; none", "mx.example", []),
        ("mx.example", "mx.example", []),
        ('mx.example; dkim=fail reason="bad; one" header.d=a.example', "mx.example", [("dkim", "fail", "a.example")]),
        ("mx.example; dmarc/1 = pass header.from = a.example", "mx.example", [("dmarc", "pass", "a.example")]),
        ("(a) mx.example (b; c); spf=softfail smtp.helo=b.example", "mx.example", [("spf", "softfail", "b.example")]),
        ("MX.Example; dmarc=pass; dmarc=", "mx.example", [("dmarc", "pass", "")]),
    ],
)  # fmt: skip
def test_statements_are_read_in_their_many_forms(value, server, results):
    (statement,) = read("x", authentication_results=value).authentication
    assert (statement.server, [(one.method, one.result, one.domain) for one in statement.results]) == (server, results)


def test_arc_carries_what_an_earlier_server_said():
    mail = read("x", arc_authentication_results="i=2; lists.example; dmarc=pass header.from=a.example")
    assert mail.authentication == (
        Authentication("lists.example", (AuthenticationResult("dmarc", "pass", "a.example"),), arc_instance=2),
    )


def test_statements_stand_newest_first():
    raw = b"Authentication-Results: ours; spf=fail\r\nAuthentication-Results: theirs; spf=pass\r\n\r\nx"
    assert [one.server for one in parse(raw).authentication] == ["ours", "theirs"]


LISTED = {"list_id": "<users.lists.example>", "list_post": "<mailto:users@lists.example>"}


@pytest.mark.parametrize(
    ("headers", "author", "source"),
    [
        ({}, Address("Maria", "maria@lumenlabs.example"), "From"),
        (
            {"from_": "'Maria Keller' via Users <users@lists.example>", "x_original_from": "Maria K <m@a.example>"},
            Address("Maria K", "m@a.example"),
            "X-Original-From",
        ),
        (
            {"from_": "'Maria Keller' via Users <users@lists.example>", "x_original_sender": "m@a.example"},
            Address("Maria Keller", "m@a.example"),
            "X-Original-Sender",
        ),
        (
            {"from_": "Maria Keller via Users <users@lists.example>", "reply_to": "Maria Keller <m@a.example>"},
            Address("Maria Keller", "m@a.example"),
            "Reply-To",
        ),
        (
            {"from_": "Maria Keller via Users <users@lists.example>", "reply_to": "users@lists.example"},
            Address("Maria Keller via Users", "users@lists.example"),
            "From",
        ),
        (
            {"from_": "m@a.example", "x_original_sender": "bounce-7@a.example"},
            Address("", "m@a.example"),
            "From",
        ),
    ],
)
def test_the_author_behind_a_rewritten_from_is_found(headers, author, source):
    mail = read("x", **(LISTED | headers))
    assert (mail.author, mail.author_source) == (author, source)


def test_without_a_list_no_header_replaces_from():
    mail = read("x", reply_to="thief@evil.example", x_original_from="boss@lumenlabs.example")
    assert mail.author == Address("Maria", "maria@lumenlabs.example")


@pytest.mark.parametrize(
    ("value", "claimed"),
    [
        ('"ceo@lumenlabs.example" <thief@evil.example>', ("ceo@lumenlabs.example",)),
        ("The CEO (CEO@LumenLabs.example) <thief@evil.example>", ("ceo@lumenlabs.example",)),
        ("=?utf-8?q?ceo=40lumenlabs=2Eexample?= <thief@evil.example>", ("ceo@lumenlabs.example",)),
        ('"Maria@lumenlabs.example" <maria@lumenlabs.example>', ()),
        ("Maria <maria@lumenlabs.example>", ()),
    ],
)
def test_a_display_name_that_claims_another_address_is_told(value, claimed):
    assert read("x", from_=value).claimed_addresses == claimed


def test_further_addresses_in_from_are_told():
    mail = parse(b"From: Ann <a@x.example>\r\nFrom: Boss <b@x.example>, a@x.example\r\n\r\nx")
    assert mail.sender == Address("Ann", "a@x.example")
    assert mail.other_senders == (Address("Boss", "b@x.example"),)


def test_two_addresses_without_a_comma_are_two():
    mail = read("x", from_="Ann Bee <a@x.example> Cem Dee <c@x.example>")
    assert mail.sender == Address("Ann Bee", "a@x.example")
    assert mail.other_senders == (Address("Cem Dee", "c@x.example"),)
