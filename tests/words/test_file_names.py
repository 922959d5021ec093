"""A file's name stands on any disk, and tells two documents of one day apart."""

from __future__ import annotations

import re
from datetime import date

import pytest

from words.file_names import file_name

DAY = date(2026, 11, 26)


def called(of: str) -> str:
    return file_name("after-action", of, DAY, "docx")


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("EX-2026-004", "after-action-ex-2026-004-2026-11-26.docx"),
        ("Cedar Fire", "after-action-cedar_fire-2026-11-26.docx"),
        ("Ágnes  Fire", "after-action-agnes_fire-2026-11-26.docx"),
        ("", "after-action-2026-11-26.docx"),
    ],
)
def test_what_is_plain_is_said_as_it_is(of: str, expected: str) -> None:
    assert called(of) == expected


def test_two_that_differ_have_two_names() -> None:
    odd = [
        "EX-1",
        "EX 1",
        "EX_1",
        "EX/1",
        "EX:1",
        "EX.1",
        "../EX1",
        "EX1",
        "消防",
        "警察",
        "x" * 99,
        "x" * 98,
    ]
    assert len({called(each) for each in odd}) == len(odd)
    assert called("EX-1") == called("ex-1"), "to the records they are one"


@pytest.mark.parametrize(
    "of", ["../../etc/passwd", "a\\b", "C:\\x", 'a"b\nc', "=1+1", "CON", "消防", "x" * 300]
)
def test_it_is_a_name_and_no_path(of: str) -> None:
    assert re.fullmatch(r"after-action-[a-z0-9_-]{1,80}-2026-11-26\.docx", called(of))
