"""Signs nobody sees are taken out; what can be seen stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.signs import typeable, visible


@pytest.mark.parametrize(
    ("came", "left"),
    [
        ("Ada\u202eAbbott", "AdaAbbott"),
        ("\ufeffAda\u200b \u200fAbbott\u00ad", "Ada Abbott"),
        ("Ada\ud800", "Ada"),
        ("José Ñuñez 李 🚒 ❤️", "José Ñuñez 李 🚒 ❤️"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ],
)
def test_what_is_seen_stays(came: str, left: str) -> None:
    assert visible(came) == typeable(came) == left


def test_control_signs_are_not_typed() -> None:
    assert typeable("a\x00b\x1bc\x7f\x85d") == "abcd"


@given(st.text(st.characters()))
def test_nothing_unseen_is_left_and_doing_it_again_changes_nothing(text: str) -> None:
    once = typeable(text)
    assert not [s for s in once if unicodedata.category(s) in ("Cf", "Cs")]
    assert typeable(once) == once
    once.encode()
    assert "\x00" not in once
