"""Modals: every field, what is wrong with it, the stack, and nothing lost while the app redraws."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.every_block import Json, plain
from tests.page.fake_workspace import FakeWorkspace, Serving

pytestmark = pytest.mark.browser


@pytest.fixture
def modal(page: Page) -> Locator:
    page.get_by_role("button", name="Log training").click()
    modal = page.get_by_role("dialog", name="Log training")
    modal.wait_for()
    return modal


def choose(page: Page, modal: Locator, field: str, *options: str) -> None:
    modal.get_by_role("combobox", name=field).click()
    for name in options:
        page.get_by_role("option", name=name).click()
    if page.get_by_role("listbox").count():
        page.keyboard.press("Escape")


def fill_required(page: Page, modal: Locator, hours: str = "4") -> None:
    choose(page, modal, "Course", "ASIM Basic")
    modal.get_by_label("Hours").fill(hours)
    modal.get_by_role("combobox", name="People").click()
    page.keyboard.type("a")
    page.get_by_role("option", name="Ana Ruiz").click()
    page.get_by_role("option", name="Dev Patel").click()
    page.keyboard.press("Escape")


def submitted(serving: Serving) -> Json:
    (action,) = [one["action"] for one in serving.fake.actions if one["action"]["type"] == "submit"]
    values = action["values"]
    assert isinstance(values, dict)
    return {block: next(iter(elements.values())) for block, elements in values.items()}


def test_every_field_hands_over_its_value_as_slack_does(page: Page, modal: Locator, serving: Serving) -> None:
    fill_required(page, modal)
    modal.get_by_label("Day").fill("2026-11-21")
    choose(page, modal, "Instructor", "Mei Tanaka")
    choose(page, modal, "Tell also", "Luis Ortega", "Dana Okafor")
    choose(page, modal, "Announce in", "leads-only")
    modal.get_by_label("Start").fill("17:30")
    modal.get_by_label("Until").fill("2026-11-21T19:30")
    modal.get_by_role("radio", name="Grove Sheriff").check()
    modal.get_by_role("checkbox", name="ICS-100").check()
    choose(page, modal, "Agencies", "Cedar Fire", "Grove Public Health")
    modal.get_by_label("E-mail").fill("ana@example.org")
    modal.get_by_label("Evidence link").fill("https://example.org/roll")
    modal.get_by_label("Notes").fill("Two lines\n*not bold*")
    modal.get_by_label("Certificates").set_input_files(
        {"name": "roll.txt", "mimeType": "text/plain", "buffer": b"Ana\n"}
    )
    expect(modal.get_by_text("roll.txt")).to_be_visible()
    page.get_by_test_id("submit").click()
    expect(modal).to_have_count(0)
    values = submitted(serving)
    assert values["course"]["selected_option"]["value"] == "asim-basic"
    assert values["day"] == {"type": "datepicker", "selected_date": "2026-11-21"}
    assert values["hours"] == {"type": "number_input", "value": "4"}
    assert [one["value"] for one in values["people"]["selected_options"]] == ["ana", "dev"]
    assert values["instructor"] == {"type": "users_select", "selected_user": "U3"}
    assert values["watchers"] == {"type": "multi_users_select", "selected_users": ["U2", "U1"]}
    assert values["where"] == {"type": "conversations_select", "selected_conversation": "C2"}
    assert values["start"] == {"type": "timepicker", "selected_time": "17:30"}
    # 19:30 in Chicago, the zone of who fills it in
    assert values["until"] == {"type": "datetimepicker", "selected_date_time": 1_795_311_000}
    assert values["result"]["selected_option"]["value"] == "grove sheriff"
    assert [one["value"] for one in values["flags"]["selected_options"]] == ["ics-100"]
    assert [one["value"] for one in values["agencies"]["selected_options"]] == [
        "cedar fire",
        "grove public health",
    ]
    assert values["mail"] == {"type": "email_text_input", "value": "ana@example.org"}
    assert values["evidence"] == {"type": "url_text_input", "value": "https://example.org/roll"}
    assert values["notes"] == {"type": "plain_text_input", "value": "Two lines\n*not bold*"}
    assert len(values["papers"]["files"]) == 1
    uploads = [one["action"] for one in serving.fake.actions if one["action"]["type"] == "upload"]
    assert uploads == [{"type": "upload", "name": "roll.txt", "content_base64": "QW5hCg=="}]


def test_what_slack_checks_itself_is_not_sent(page: Page, modal: Locator, serving: Serving) -> None:
    modal.get_by_label("E-mail").fill("nobody")
    modal.get_by_label("Hours").fill("0.25")
    page.get_by_test_id("submit").click()
    expect(modal.locator("[data-block=course]")).to_contain_text("Please complete this required field.")
    expect(modal.locator("[data-block=hours]")).to_contain_text("Please enter 0.5 or more.")
    expect(modal.locator("[data-block=mail]")).to_contain_text("Please enter a valid email address.")
    expect(modal.locator("[data-block=instructor] .field-error")).to_be_hidden()
    expect(modal.get_by_role("combobox", name="Course")).to_be_focused()
    expect(modal.get_by_label("Hours")).to_have_attribute("aria-invalid", "true")
    assert not [one for one in serving.fake.actions if one["action"]["type"] == "submit"]
    modal.get_by_label("Hours").fill("2")
    expect(modal.locator("[data-block=hours] .field-error")).to_be_hidden()


def test_the_app_s_errors_stand_under_their_fields(page: Page, modal: Locator) -> None:
    fill_required(page, modal, hours="13")
    page.get_by_test_id("submit").click()
    expect(modal.locator("[data-block=hours]")).to_contain_text("ASIM Basic takes at most 12 hours.")
    expect(modal.locator("form > .alert")).to_have_text("Nothing was recorded.")
    expect(modal.get_by_label("Hours")).to_be_focused()
    expect(modal.get_by_label("Hours")).to_have_accessible_description(
        "As on the certificate. ASIM Basic takes at most 12 hours."
    )
    page.get_by_test_id("submit").click()  # the same error again is shown again
    expect(page.get_by_test_id("submit")).not_to_have_attribute("aria-busy", "true")
    expect(modal.locator("[data-block=hours]")).to_contain_text("at most 12 hours")
    modal.get_by_label("Hours").fill("4")
    expect(modal.locator("[data-block=hours] .field-error")).to_be_hidden()
    page.get_by_test_id("submit").click()
    expect(modal).to_have_count(0)


def test_nothing_is_lost_while_the_app_rewrites_the_view(
    page: Page, modal: Locator, serving: Serving
) -> None:
    choose(page, modal, "Course", "ICS-100")
    notes = modal.get_by_label("Notes")
    notes.fill("half a note")
    notes.press("Home")
    hours = modal.get_by_label("Hours")
    hours.fill("35")
    hours.press("ArrowLeft")

    def rewrite(_: FakeWorkspace, state: Json) -> None:
        view = state["modals"][0]["view"]
        view["hash"] = "another"
        view["title"] = plain("Log it again")
        by_id = {block["block_id"]: block for block in view["blocks"]}
        by_id["hours"]["hint"] = plain("Known from the course.")
        by_id["hours"]["element"]["initial_value"] = "99"
        warning = {"type": "section", "block_id": "warning", "text": plain("Ana has that course.")}
        view["blocks"].insert(1, warning)

    serving.change("U1", rewrite)
    again = page.get_by_role("dialog", name="Log it again")
    expect(again).to_contain_text("Ana has that course.")
    expect(again).to_contain_text("Known from the course.")
    expect(again.get_by_label("Hours")).to_be_focused()
    page.keyboard.type(".")
    expect(again.get_by_label("Hours")).to_have_value("3.5")
    expect(again.get_by_label("Notes")).to_have_value("half a note")
    expect(again.get_by_role("combobox", name="Course: ICS-100")).to_be_visible()


def test_views_are_stacked_and_closed_one_by_one(page: Page, modal: Locator, serving: Serving) -> None:
    modal.get_by_label("Notes").fill("kept")
    modal.get_by_role("button", name="Check for doubles").click()
    top = page.get_by_role("dialog", name="Doubles")
    expect(top).to_contain_text("None found.")
    expect(page.get_by_role("dialog")).to_have_count(1)  # the one beneath is out of reach
    assert serving.fake.actions[-1]["action"]["values"]["notes"]["it"]["value"] == "kept"
    page.keyboard.press("Escape")
    expect(top).to_have_count(0)
    expect(modal.get_by_label("Notes")).to_have_value("kept")
    modal.get_by_role("button", name="Check for doubles").click()
    top.get_by_role("button", name="Close").click()
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert serving.fake.actions[-1]["action"] == {"type": "close", "view_id": "V3", "all": True}
    expect(page.get_by_role("button", name="Log training")).to_be_focused()


def test_escape_closes_the_list_before_the_modal(page: Page, modal: Locator) -> None:
    modal.get_by_role("combobox", name="Agencies").click()
    expect(page.get_by_role("group", name="Fire and law").get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(modal).to_be_visible()
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)


def test_an_external_search_waits_for_letters_and_obeys_a_hurried_enter(
    page: Page, modal: Locator, serving: Serving
) -> None:
    modal.get_by_role("combobox", name="People").click()
    expect(page.get_by_text("Type a letter to search.")).to_be_visible()
    page.keyboard.type("cara", delay=10)
    page.keyboard.press("Enter")
    expect(modal.get_by_role("button", name="Remove Cara Diaz")).to_have_count(1)
    asked = [one["action"]["value"] for one in serving.fake.actions if one["action"]["type"] == "suggest"]
    assert asked == ["cara"]


def test_dispatching_inputs_tell_the_app_while_the_form_is_open(page: Page, serving: Serving) -> None:
    def field(name: str, label: str, element: Json) -> Json:
        return {
            "type": "input",
            "block_id": name,
            "dispatch_action": True,
            "label": plain(label),
            "element": element,
        }

    blocks = [
        field("n", "Name", {"type": "plain_text_input", "action_id": "name"}),
        field(
            "l",
            "Letters",
            {
                "type": "plain_text_input",
                "action_id": "letters",
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            },
        ),
    ]
    serving.change("U1", lambda fake, _: fake._open("U1", "Live", blocks))
    modal = page.get_by_role("dialog", name="Live")
    modal.get_by_label("Name").fill("Cedar")
    assert serving.fake.actions == []
    modal.get_by_label("Name").press("Enter")
    modal.get_by_label("Letters").press_sequentially("abc")
    page.wait_for_timeout(450)
    told = [one["action"]["element"] for one in serving.fake.actions]
    assert told == [{"value": "Cedar"}, {"value": "abc"}]
    expect(modal).to_be_visible()
