"""What the composer looks out for. No Django."""

import re

SPOKEN_OF = (
    r"\b(?:attach(?:ed|ment|ments|ing)?|enclosed|anbei|angehängt|im anhang|beigefügt|en pièce jointe|ci-joint|adjunto|"
    r"adjunta|en adjunto|in allegato|allegato|em anexo|anexo|bijgevoegd|in de bijlage|w załączniku|bifogat|vedlagt)\b"
)
"""Words that speak of an attachment, as a pattern that both Python and JavaScript read."""

_PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")[^"]*/draft-files/(\d{1,18})/(")')


def with_content_ids(html: str, content_ids: dict[int, str]) -> str:
    """Pictures of a draft by their content id, as they are sent; one that is not there any more loses its address."""
    return _PICTURE.sub(lambda found: f"{found[1]}{_address(content_ids.get(int(found[2])))}{found[3]}", html)


def with_addresses(html: str, addresses: dict[str, str]) -> str:
    """The other way round: pictures by content id get the address they are shown from."""
    return re.sub(r'src="cid:([^"]+)"', lambda found: f'src="{addresses.get(found[1], "")}"', html)


def _address(content_id: str | None) -> str:
    return f"cid:{content_id}" if content_id else ""
