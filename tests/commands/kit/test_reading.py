"""A message's text says what its blocks say."""

from __future__ import annotations

from slack_sdk.models.blocks import RichTextBlock, RichTextElementParts, RichTextSectionElement

from commands.kit.blocks import aside, button, buttons, pairs, rule, styled, title, words
from commands.kit.reading import text_of


def test_every_part_is_said_in_its_order_and_buttons_are_not() -> None:
    blocks = [
        title("Coverage"),
        words("41 of 52"),
        rule(),
        aside("As of today.", "Official"),
        *buttons(button("More", "more")),
    ]
    assert text_of(blocks) == "Coverage\n41 of 52\nAs of today.\nOfficial"


def test_our_own_markup_is_taken_off_and_a_channel_is_called_one() -> None:
    assert text_of([styled("*By discipline* in <#C123>")]) == "By discipline in the channel"
    assert text_of([styled("```Law  79%```")]) == "Law  79%"


def test_what_people_typed_stays_as_they_typed_it() -> None:
    assert text_of([words("*Ada* <!channel> `x`")]) == "*Ada* <!channel> `x`"


def test_facts_side_by_side_are_said_one_after_the_other() -> None:
    assert text_of([pairs([("E-mail", "ada@x.example"), ("Rights", "responder")])]) == (
        "E-mail: ada@x.example\nRights: responder"
    )


def test_rich_text_is_read_with_its_mentions() -> None:
    said = RichTextSectionElement(
        elements=[RichTextElementParts.User(user_id="U1"), RichTextElementParts.Text(text=" asks")]
    )
    assert text_of([RichTextBlock(elements=[said])]) == "A Slack user asks"
