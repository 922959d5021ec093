"""What a file is by its bytes, whatever it is called; and what it is called where it goes."""

from __future__ import annotations

import pytest

from files.certificates import HEIC, JPEG, PDF, PNG, given_name, looks_like, media_type_of, shown_name


def heic(major: bytes, *others: bytes) -> bytes:
    """The head of an image with these brands in its `ftyp` box."""
    box = b"ftyp" + major + b"\0\0\0\0" + b"".join(others)
    return (len(box) + 4).to_bytes(4, "big") + box + b"\0" * 64


@pytest.mark.parametrize(
    ("content", "is_"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", PNG),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", JPEG),
        (heic(b"heic", b"mif1", b"heic"), HEIC),
        (heic(b"heix", b"mif1"), HEIC),
        (heic(b"mif1", b"heic", b"miaf"), HEIC),
        (heic(b"mif1", b"miaf"), HEIC),
        (heic(b"mif1", b"avif", b"miaf"), None),
        (heic(b"avif", b"mif1"), None),
        (heic(b"isom", b"mp42"), None),
        (b"\xff\xff\xff\xffftypheic", None),
        (b"ftypheic", None),
        (b" %PDF-1.7", None),
        (b"\x89PNG", None),
        (b"", None),
        (b"PK\x03\x04", None),
        (b"<html>%PDF-1.7", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, is_: str | None) -> None:
    assert media_type_of(content) == is_


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "a web page"),
        (b"<svg onload=alert(1)>", "a web page"),
        (b"MZ\x90\0", "a program"),
        (b"PK\x03\x04\x14\0", "a ZIP archive or an Office file"),
        (heic(b"isom"), "a video or another kind of image"),
        (b"hello", "something else"),
    ],
)
def test_what_another_file_seems_to_be(content: bytes, said: str) -> None:
    assert looks_like(content) == said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("card.pdf", "card.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\card.pdf", "card.pdf"),
        ("a\r\nSet-Cookie: x\0.pdf", "a Set-Cookie: x.pdf"),
        ("\u202efdp.card", "fdp.card"),
        ("...hidden", "hidden"),
        ("", "a file"),
        ("/", "a file"),
        ("é" * 200 + ".pdf", "é" * 75 + "….pdf"),
    ],
)
def test_a_name_is_one_short_line(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert len(shown) <= 80


def test_a_file_that_is_given_is_called_by_letters_and_digits() -> None:
    assert given_name(PDF, "ASIM-B", "2026-11-01", "Zoë <!channel> O'Hara/../x") == (
        "ASIM-B-2026-11-01-Zoe-channel-O-Hara-x.pdf"
    )
    assert given_name(HEIC, "消防") == "certificate.heic"
    assert len(given_name(PNG, *["x" * 100] * 9)) <= 124
