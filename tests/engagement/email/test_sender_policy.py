"""SPF and DMARC, evaluated over names in memory."""

import pytest

from caseway.engagement.channels.email.rules.sender_policy import BrokenPolicy, dmarc_policy, spf_result


class Memory:
    def __init__(self, records: dict[str, list[str]]) -> None:
        self.records = records

    def texts(self, name: str) -> list[str]:
        return self.records.get(f"{name} TXT", [])

    def addresses(self, name: str) -> list[str]:
        return self.records.get(f"{name} A", [])

    def mail_servers(self, name: str) -> list[str]:
        return self.records.get(f"{name} MX", [])


OTHERS = {
    "x.example A": ["192.0.2.7"],
    "y.example A": ["192.0.2.99", "2001:db8::1"],
    "x.example MX": ["m.example"],
    "m.example A": ["192.0.2.7"],
    "z.example TXT": ["v=spf1 ip4:192.0.2.7 -all"],
}


def result(record: str) -> str:
    return spf_result("x.example", "192.0.2.7", Memory(OTHERS | {"x.example TXT": [record]}))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1", "neutral"),
        ("v=spf1 ip4:192.0.2.7 -all", "pass"),
        ("v=spf1 ip4:192.0.2.0/29 -all", "pass"),
        ("v=spf1 ip4:192.0.2.8/29 -all", "fail"),
        ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
        ("v=spf1 a -all", "pass"),
        ("v=spf1 a/24 -all", "pass"),
        ("v=spf1 a:y.example -all", "fail"),
        ("v=spf1 a:y.example/24 -all", "pass"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 include:z.example -all", "pass"),
        ("v=spf1 redirect=z.example", "pass"),
        ("v=spf1 -ip4:192.0.2.7 +all", "fail"),
        ("v=spf1 exp=why.example -all", "fail"),
        ("v=spf2 +all", "none"),
    ],
)
def test_a_record_says_who_may_send(record: str, expected: str) -> None:
    assert result(record) == expected


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 include:nothing.example -all",
        "v=spf1 ip4:home -all",
        "v=spf1 include:x.example -all",
        "v=spf1" + " a:y.example" * 11,
    ],
)
def test_a_record_that_cannot_be_used_is_told_apart(record: str) -> None:
    with pytest.raises(BrokenPolicy):
        result(record)


def test_dmarc_of_a_domain_above_counts_too() -> None:
    names = Memory({"_dmarc.x.example TXT": ["v=DMARC1; p=Reject; sp=none"]})
    assert dmarc_policy("mail.x.example", names) == ("_dmarc.x.example", "reject")
    assert dmarc_policy("y.example", names) == ("_dmarc.y.example", None)
