import struct

from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.rtf import decompress, readable
from caseway.engagement.channels.email.rules.tnef import SIGNATURE, read_tnef

from .letters import multipart, part


def attribute(level: int, identity: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, identity, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def mapi(*properties: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(properties))
    for kind, identity, value in properties:
        out += struct.pack("<HHII", kind, identity, 1, len(value)) + value + bytes(-len(value) % 4)
    return out


def winmail(*attributes: bytes) -> bytes:
    return SIGNATURE + b"\x01\x00" + b"".join(attributes)


FILE = (
    attribute(2, 0x00069002, bytes(14))
    + attribute(2, 0x00018010, b"GRUSSE~1.PDF\x00")
    + attribute(2, 0x0006800F, b"%PDF")
    + attribute(
        2, 0x00069005, mapi((0x1F, 0x3707, "Grüße.pdf\x00".encode("utf-16-le")), (0x1E, 0x370E, b"application/pdf\x00"))
    )
)


def test_files_are_unpacked_under_their_long_names():
    mail = parse(
        multipart("mixed", part("Hello", "text/plain"), part(winmail(FILE), "application/ms-tnef; name=winmail.dat"))
    )
    assert mail.text == "Hello"
    assert [(one.filename, one.content_type, one.content) for one in mail.attachments] == [
        ("Grüße.pdf", "application/pdf", b"%PDF")
    ]


def test_the_packed_body_is_read_when_the_mail_has_none():
    packed = winmail(
        attribute(
            1,
            0x00069003,
            mapi((0x1F, 0x1000, "Grüße\x00".encode("utf-16-le")), (0x102, 0x1013, b"<p>Gr&uuml;&szlig;e</p>")),
        )
    )
    mail = parse(multipart("mixed", part(packed, "application/octet-stream; name=winmail.dat")))
    assert (mail.text, mail.html, mail.attachments) == ("Grüße", "<p>Grüße</p>", ())


def test_what_only_claims_to_be_tnef_stays_an_attachment():
    mail = parse(
        multipart("mixed", part("Hello", "text/plain"), part(b"no tnef", "application/ms-tnef; name=winmail.dat"))
    )
    assert [one.filename for one in mail.attachments] == ["winmail.dat"]


def test_damaged_tnef_gives_what_stands_before_the_damage():
    tnef = read_tnef(winmail(FILE, FILE)[:-70])
    assert tnef is not None
    assert tnef.files[0].filename == "Grüße.pdf"


def test_compressed_rtf_is_expanded():
    literal = b"{\\rtf1 Hi\\par there}"
    runs = b"".join(b"\x00" + literal[at : at + 8] for at in range(0, len(literal), 8))
    source = decompress(struct.pack("<IIII", len(runs) + 12, len(literal), 0x75465A4C, 0) + runs)
    assert readable(source) == ("Hi\nthere", "")


def test_references_into_the_dictionary_are_followed():
    data = b"\x01" + struct.pack(">H", (0 << 4) | 4) + b"\x00"
    assert decompress(struct.pack("<IIII", len(data) + 12, 6, 0x75465A4C, 0) + data) == "{\\rtf1"


def test_html_inside_rtf_is_found():
    source = (
        "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag84 <p>}\\htmlrtf {\\htmlrtf0 "
        "Gr\\'fc\\'dfe{\\*\\htmltag92 </p>}\\htmlrtf }\\htmlrtf0 }"
    )
    assert readable(source) == ("", "<p>Grüße</p>")
