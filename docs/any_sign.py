"""Makes files/documents/any-sign.ttf anew: a font that has a box for every sign there is.

A PDF/UA document may not have a sign its fonts can't draw. The fonts in typst's wheel draw Latin, Greek,
Cyrillic, Hebrew, Arabic and Devanagari; for all others this one stands last. It is a kilobyte where fonts
that do have them take forty megabytes. Run it with the tests' own environment: python docs/any_sign.py
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph

TARGET = Path(__file__).parents[1] / "files" / "documents" / "any-sign.ttf"
FAMILY = "Muster Any Sign"
BOX, INNER = (90, -60, 910, 740), (150, 0, 850, 680)
MADE = 3_900_000_000  # seconds since 1904, the same ones each time
NO_SIGN = (range(0xD800, 0xF900), range(0xF0000, 0x110000))  # surrogates, and what is for private use


def box() -> Glyph:
    """The outline of a box."""
    pen = TTGlyphPen(None)
    for (left, bottom, right, top), is_hole in ((BOX, False), (INNER, True)):
        corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
        first, *others = reversed(corners) if is_hole else corners
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def main() -> None:
    """Writes the font."""
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "sign"])
    font.setupCharacterMap({0x25A1: "sign"})
    font.setupGlyf({".notdef": box(), "sign": box()})
    font.setupHorizontalMetrics({".notdef": (1000, 90), "sign": (1000, 90)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200, fsType=0)
    font.setupNameTable(
        {
            "familyName": FAMILY,
            "styleName": "Regular",
            "uniqueFontIdentifier": f"{FAMILY} 1",
            "fullName": FAMILY,
            "version": "Version 1.0",
            "psName": FAMILY.replace(" ", ""),
        }
    )
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = MADE
    font.font.recalcTimestamp = False
    every = CmapSubtable.newSubtable(13)  # many signs, one glyph: a few bytes for all of them
    every.platformID, every.platEncID, every.language = 3, 10, 0
    every.format, every.reserved, every.length, every.nGroups = 13, 0, 0, 0
    every.cmap = {sign: "sign" for sign in range(0x21, 0x110000) if is_sign(sign)}
    font.font["cmap"].tables.append(every)
    font.save(TARGET)


def is_sign(number: int) -> bool:
    """Whether a number may be a sign's."""
    return number & 0xFFFE != 0xFFFE and not any(number in each for each in NO_SIGN)


if __name__ == "__main__":
    main()
