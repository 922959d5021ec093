"""What a person reads: messages, blocks, threads, files."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.fake_workspace import PEOPLE, Serving

pytestmark = pytest.mark.browser


def test_mrkdwn_is_drawn_and_names_stay_names(still: Page) -> None:
    section = still.locator("[data-block=words]")
    expect(section.locator("strong")).to_have_text("41 of 58")
    expect(section.locator("em")).to_have_text("up two")
    expect(section.locator("s")).to_have_text("Draft")
    expect(section.locator("code")).to_have_text("ASIM-B")
    expect(section.locator(".mention")).to_have_text(["@Luis Ortega", "#training", "@here"])
    expect(section.get_by_role("link", name="the plan")).to_have_attribute(
        "href", "https://example.org/plan?a=1&b=2"
    )
    expect(section).to_contain_text("snake_case_name and 2*3*4 stay. ✅")
    expect(section.locator("blockquote")).to_have_text("Fire & Rescue asks @here")
    expect(section.locator("pre")).to_have_text("code *not bold*")


def test_instants_are_shown_in_the_zone_of_who_reads(still: Page) -> None:
    # The state says America/Chicago, and that goes before the browser's own Europe/Berlin.
    expect(still.locator("[data-block=words] time")).to_contain_text("4:00 AM")
    expect(still.locator("[data-block=rich] time")).to_have_text("Tuesday, November 24th, 2026 at 4:00 AM")
    expect(still.get_by_test_id("message").first.locator(".message-time")).to_have_text("11:05 AM")


def test_what_people_typed_never_becomes_markup(still: Page) -> None:
    typed = still.get_by_test_id("message").filter(has_text="alert(1)")
    expect(typed.locator(".text")).to_have_text("<script>alert(1)</script> <b>not bold</b>")
    expect(typed.locator(".message-author")).to_have_text("Sam <b>Reyes</b>")
    assert still.locator("script").count() == 1


def test_rich_text_keeps_lists_nested_and_styles_apart(still: Page) -> None:
    rich = still.locator("[data-block=rich]")
    expect(rich.locator(".rt-section strong").first).to_have_text("<!channel> *x*")
    expect(rich.locator(".rt-lists > ol > li")).to_have_count(3)
    expect(rich.locator(".rt-lists > ol > li > ul > li")).to_have_text(["north gate", "south gate"])
    expect(rich.locator("blockquote")).to_have_text("Nobody was at the south gate.")
    expect(rich.locator("pre")).to_contain_text("north      14")
    expect(rich.locator(".mention-me")).to_have_text("@Dana Okafor")


def test_tables_have_a_header_row_and_aligned_columns(still: Page) -> None:
    table = still.locator("[data-block=table]").get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["Agency", "Due in 30 days", "Weakest"])
    expect(table.get_by_role("row").nth(2).get_by_role("cell")).to_have_text(["Grove Sheriff", "12", "CPR"])
    expect(table.get_by_role("cell", name="12")).to_have_css("text-align", "right")


def test_markdown_is_drawn(still: Page) -> None:
    block = still.locator("[data-block=markdown]")
    expect(block.get_by_role("heading")).to_have_text("What next")
    expect(block.locator(".markdown > ol > li")).to_have_count(2)
    expect(block.locator("ol li ul li")).to_have_text(["gates", "radios"])
    expect(block.get_by_role("checkbox")).to_have_count(2)
    expect(block.get_by_role("checkbox", name="Done")).to_be_checked()
    expect(block.get_by_role("row").nth(1).get_by_role("cell")).to_have_text(["North", "14"])
    expect(block.locator("pre")).to_have_text("raw *text*")


def test_charts_are_drawn_to_scale_with_their_figures(still: Page) -> None:
    bars = still.get_by_role("figure", name="Coverage by discipline, bar chart")
    bars.scroll_into_view_if_needed()
    expect(bars.locator("rect")).to_have_count(8)
    heights = [float(bar.get_attribute("height") or 0) for bar in bars.locator("rect").all()]
    assert heights[3] / heights[0] == pytest.approx(82 / 74, rel=0.01)
    bars.get_by_text("Figures").click()
    expect(bars.get_by_role("row").nth(4)).to_have_text(re.compile("Nov 16.*82.*71"))
    expect(
        still.get_by_role("figure", name="Due within 30 days, line chart").locator("circle")
    ).to_have_count(4)
    pie = still.get_by_role("figure", name="Open actions by agency, pie chart")
    expect(pie.locator(".slice")).to_have_count(3)
    expect(pie).to_contain_text("Cedar Fire: 5 (50%)")


def test_ephemeral_edited_threaded_and_filed(still: Page) -> None:
    only = still.get_by_test_id("message").filter(has_text="You are due for")
    expect(only).to_contain_text("Only visible to you")
    expect(still.get_by_test_id("message").filter(has_text="what I needed")).to_contain_text("(edited)")
    first, second = still.get_by_test_id("message").nth(0), still.get_by_test_id("message").nth(1)
    expect(first).to_contain_text("1 reply in thread")
    expect(second).to_have_class(re.compile("reply"))
    file = still.get_by_role("link", name="due-cedar-fire.csv")
    expect(file).to_have_count(1)
    expect(file).to_have_attribute("href", re.compile("/practice/files/F1$"))
    expect(file).to_have_attribute("download", "due-cedar-fire.csv")


def test_a_foreign_picture_is_described_and_not_fetched(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.get_by_role("img", name="Map of the evacuation route")).to_be_visible()
    assert not [address for address in asked if "example.org" in address]


def test_a_new_message_is_shown_at_once_and_read(page: Page, serving: Serving) -> None:
    bot = PEOPLE[-1]
    serving.change("U1", lambda fake, _: fake.add_message("U1", "C1", bot, "Recorded: *ASIM Basic*."))
    new = page.get_by_test_id("message").filter(has_text="Recorded: ASIM Basic.")
    expect(new).to_be_in_viewport()
    with page.expect_response("**/practice/read"):
        page.get_by_role("button", name="Messages").click()
    expect(page.get_by_test_id("message")).to_have_count(1)
    expect(page.locator(".count")).to_have_count(0)
    assert set(serving.fake.read) == {"D1"}


def test_an_unknown_block_says_so(page: Page, serving: Serving) -> None:
    def add(fake: object, state: dict[str, object]) -> None:
        messages = state["messages"]
        assert isinstance(messages, dict)
        messages["C1"][-1]["blocks"] = [{"type": "hologram", "block_id": "h"}]

    serving.change("U1", add)
    expect(page.get_by_text("This page cannot draw a “hologram” block.")).to_be_visible()


def test_another_person_sees_their_own_workspace(page: Page, serving: Serving) -> None:
    page.get_by_test_id("speaker").click()
    expect(page.get_by_role("option")).to_have_count(5)
    expect(page.get_by_role("option", name="Pat Gone")).to_have_attribute("aria-disabled", "true")
    page.keyboard.type("sheriff")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("speaker")).to_have_accessible_name("Speaking as Mei Tanaka")
    page.get_by_test_id("composer").fill("Good morning")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text("Good morning")
    assert serving.fake.actions[-1]["as"] == "U3"
