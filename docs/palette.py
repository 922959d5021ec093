"""Makes a screenshot small: a PNG of at most 256 colours, as one with text and few areas hardly needs more.

Only what Chromium writes is read: eight bits a channel, not interlaced, with or without an alpha channel.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
COLOURS = 256
ALIKE = 60
"""How far apart two colours of the palette are at least, squared: so that a small sign keeps its colour."""

Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """The picture with a palette: its commonest colours that are not alike, for every other the nearest."""
    width, height, rows = _pixels(png)
    counted = Counter(pixel for row in rows for pixel in row)
    palette: list[Colour] = []
    for colour, _ in counted.most_common():
        if len(palette) < COLOURS and all(_apart(colour, each) >= ALIKE for each in palette):
            palette.append(colour)
    place = {colour: number for number, colour in enumerate(palette)}
    for colour in counted:
        if colour not in place:
            place[colour] = min(range(len(palette)), key=lambda number: _apart(colour, palette[number]))
    lines = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in rows)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(value for colour in palette for value in colour)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _pixels(png: bytes) -> tuple[int, int, list[list[Colour]]]:
    parts = list(_chunks(png))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    if depth != 8 or kind not in CHANNELS or interlaced:
        raise ValueError("not a picture as Chromium writes it")
    size = CHANNELS[kind]
    raw = zlib.decompress(b"".join(content for name, content in parts if name == b"IDAT"))
    rows, before = [], bytes(width * size)
    for start in range(0, height * (width * size + 1), width * size + 1):
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * size], before, size)
        rows.append([(before[x], before[x + 1], before[x + 2]) for x in range(0, width * size, size)])
    return width, height, rows


def _unfiltered(way: int, line: bytes, above: bytes, size: int) -> bytes:
    """A line of samples as they were before the way it was filtered (PNG specification, 9.2)."""
    found = bytearray(line)
    for x, value in enumerate(line):
        left = found[x - size] if x >= size else 0
        match way:
            case 1:
                guess = left
            case 2:
                guess = above[x]
            case 3:
                guess = (left + above[x]) // 2
            case 4:
                guess = _paeth(left, above[x], above[x - size] if x >= size else 0)
            case _:
                return bytes(line)
        found[x] = (value + guess) & 255
    return bytes(found)


def _paeth(left: int, above: int, corner: int) -> int:
    likely = left + above - corner
    return min((left, above, corner), key=lambda each: abs(likely - each))


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
