"""What a line of a reply can be."""

from enum import Enum


class Kind(Enum):
    TEXT = "text"
    EMPTY = "empty"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    SIGNATURE = "signature"
    MOBILE = "mobile signature"
    FORWARD = "forwarded message"
