"""Pure text formatting shared by every page: sizes, initials, durations. The browser's `clock.js` says the same."""

import zlib

HUES = 8
UNITS = ("bytes", "kB", "MB", "GB")


def file_size(octets: int) -> str:
    """1536 → '1.5 kB'; steps of 1000, one decimal below ten."""
    size, unit = float(octets), 0
    while size >= 999.5 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    figure = f"{size:.1f}".removesuffix(".0") if unit and size < 9.95 else f"{size:.0f}"
    return f"{figure} {UNITS[unit]}"


def initials(name: str) -> str:
    """'Ana Ferro' → 'AF', 'ana@lumen.example' → 'A', nothing → '?'."""
    words = [word for word in name.split("@", maxsplit=1)[0].replace(".", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def hue(name: str) -> int:
    """A stable colour number for a name, 0 to 7."""
    return zlib.crc32(name.encode()) % HUES


def countdown(seconds: float) -> str:
    """What a clock shows: '12:41' below an hour, '2h 05m' below a day, '3d 4h' above; '+' once overdue."""
    sign, whole = ("+", int(-seconds)) if seconds < 0 else ("", int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days:
        return f"{sign}{days}d {hours % 24}h"
    if hours:
        return f"{sign}{hours}h {minutes % 60:02d}m"
    return f"{sign}{minutes}:{whole % 60:02d}"


def number(value: float) -> str:
    """12345 → '12 345' with thin no-break spaces, as the ISO writes it."""
    return f"{value:,}".replace(",", "\u202f")
