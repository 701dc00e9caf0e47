"""Addresses and numbers in the one form in which they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.customers.rules import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    UnusableAddressError,
    clean_line,
    contact_name,
    normalize_email,
    normalize_phone,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("maria@lumenlabs.example", "maria@lumenlabs.example"),
        ("  Maria.Lopez@LumenLabs.EXAMPLE. ", "maria.lopez@lumenlabs.example"),
        ("maria+ovens@lumenlabs.example", "maria+ovens@lumenlabs.example"),
        ("jürgen@bücher.example", "jürgen@xn--bcher-kva.example"),
        ("jürgen@xn--bcher-kva.example", "jürgen@xn--bcher-kva.example"),
        ('"odd@local"@lumenlabs.example', '"odd@local"@lumenlabs.example'),
        ("root@localhost", "root@localhost"),
        ("ops@[192.0.2.1]", "ops@[192.0.2.1]"),
    ],
)
def test_a_mail_address_has_one_form(written, expected):
    assert normalize_email(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "maria",
        "@lumenlabs.example",
        "maria@",
        "a b@x.example",
        "a@b c",
        "a@-x.example",
        "a@x..example",
        "a\0@x.example",
        "x" * 65 + "@x.example",
        "a@" + "x" * 64 + ".example",
        "a@" + ".".join(["x" * 60] * 6),
    ],
)
def test_what_is_no_mail_address_is_refused(written):
    with pytest.raises(UnusableAddressError, match="mail address"):
        normalize_email(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+49 (30) 123-45.67", "+49301234567"),
        ("0049 30 1234567", "+49301234567"),
        ("030/1234567", "0301234567"),
        ("+1 555 0100 ext. 12", "+15550100x12"),
        ("+1 555 0100x12", "+15550100x12"),
        ("+49\u00a030\u20111234567", "+49301234567"),
        ("112", "112"),
        ("\uff10\uff13\uff10 123", "030123"),
    ],
)
def test_a_telephone_number_has_one_form(written, expected):
    assert normalize_phone(written) == expected


@pytest.mark.parametrize("written", ["", "12", "call me", "+", "1" * 16, "+49 30 +1", "030 abc"])
def test_what_is_no_telephone_number_is_refused(written):
    with pytest.raises(UnusableAddressError, match="telephone number"):
        normalize_phone(written)


@given(st.text(max_size=40) | st.emails())
def test_normalizing_twice_changes_nothing(written):
    for normalize in (normalize_email, normalize_phone):
        try:
            once = normalize(written)
        except UnusableAddressError:
            continue
        assert normalize(once) == once
        assert len(once) <= LONGEST_ADDRESS


@pytest.mark.parametrize(
    ("display_name", "address", "expected"),
    [
        ("Maria Lopez", "m@x.example", "Maria Lopez"),
        ("  Maria\r\n\tLopez ", "m@x.example", "Maria Lopez"),
        ("maria@lumenlabs.example", "maria@lumenlabs.example", "Maria"),
        ("", "maria.lopez-garcia+ovens@lumenlabs.example", "Maria Lopez Garcia"),
        ("", "no address", "no address"),
        ("", "", "?"),
    ],
)
def test_somebody_known_by_mail_only_gets_a_name(display_name, address, expected):
    assert contact_name(display_name, address) == expected


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_name_is_always_one_line_that_fits(display_name, address):
    name = contact_name(display_name, address)
    assert 0 < len(name) <= LONGEST_NAME
    assert name == clean_line(name)
    assert "\0" not in name
