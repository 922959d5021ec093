"""Digests, as people ask for them."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from commands.kit.blocks import raw
from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.readiness import digests
from practice.judge import judge_message
from storage.digests import DIGEST, DigestSubscription
from storage.engine import Store
from storage.slots import Slot
from tests.commands.at_once import at_once
from tests.commands.speaking import NOON, Office, Said, Speaker, audited
from tests.storage.test_figures import counted


def subscribe(speaker: Speaker, **more: str) -> Said:
    form = speaker.says("readiness digest")
    often = more.get("often", "week")
    if often == "month":
        asks = speaker.registry.clicks["digest.subscribe/often"]
        form = speaker._run(asks, Door.MODAL, fields={"often": often})
    fields = {
        "channel": "C1",
        "often": often,
        **({} if often == "month" else {"weekday": "0"}),
        "at": "08:00",
        "zone": "America/Chicago",
        "scope": "everyone",
        **more,
    }
    return speaker.submits(form, **fields)


def subscriptions(store: Store) -> list[DigestSubscription]:
    with store.reading() as session:
        return list(session.scalars(select(DigestSubscription).order_by(DigestSubscription.id)))


@pytest.mark.postgres
def test_subscribing_writes_the_subscription_and_tells_the_channel(office: Office, store: Store) -> None:
    said = subscribe(office.manager(person_id=1))
    assert said.reply.closes
    assert "every Monday at 08:00 (America/Chicago), first on 9 Nov 2026" in said.text
    [subscription] = subscriptions(store)
    assert (subscription.channel, subscription.weekday, subscription.at) == ("C1", 0, time(8))
    assert subscription.known_until == NOON
    told = said.post_to("C1")
    assert told.inside_only
    assert told.about == ("digest_subscription", subscription.id)
    assert "every Monday at 08:00 (America/Chicago), first on 9 Nov 2026" in told.message.text
    assert audited(store) == ["morgan@county.example digest subscribed"]


@pytest.mark.parametrize(
    ("chosen", "said", "first"),
    [
        ({"often": "week", "weekday": "4"}, "every Friday", "6 Nov 2026"),
        ({"often": "fortnight"}, "every second Monday", "9 Nov 2026"),
        ({"often": "last weekday", "weekday": "4"}, "on the last Friday of each month", "27 Nov 2026"),
        ({"often": "month", "month_day": "1"}, "on the 1st of each month", "1 Dec 2026"),
        ({"often": "month", "month_day": "30"}, "on the 30th of each month, or its last day", "30 Nov 2026"),
        ({"often": "month", "month_day": "31"}, "on the last day of each month", "30 Nov 2026"),
    ],
)
def test_it_comes_as_often_as_was_chosen_and_says_so_everywhere(
    office: Office, store: Store, chosen: dict[str, str], said: str, first: str
) -> None:
    manager = office.manager(person_id=1)
    came = subscribe(manager, **chosen)
    when = f"{said} at 08:00 (America/Chicago)"
    assert f"{when}, first on {first}" in came.text
    assert f"{when}, first on {first}" in came.post_to("C1").message.text
    assert f"Everyone, {when}" in str(manager.says("readiness digest").reply.modal.to_dict())  # type: ignore[union-attr]
    [subscription] = subscriptions(store)
    assert subscription.first_day(NOON).strftime("%-d %b %Y") == first


def test_every_second_week_counts_from_its_first_one(office: Office, store: Store) -> None:
    subscribe(office.manager(person_id=1), often="fortnight", weekday="2")
    [subscription] = subscriptions(store)
    first = subscription.first_day(NOON)
    assert (first, subscription.cadence.anchor) == (date(2026, 11, 4), date(2026, 11, 4))
    assert [*subscription.cadence.dates(first, date(2026, 12, 1))] == [first, date(2026, 11, 18)]


def test_a_day_of_the_month_is_asked_for_in_place_of_the_weekday(office: Office) -> None:
    manager = office.manager(person_id=1)
    asks = manager.registry.clicks["digest.subscribe/often"]

    def asked(often: str) -> set[str]:
        view = manager._run(asks, Door.MODAL, fields={"often": often}).reply.updated
        assert view is not None
        return {block.get("block_id", "") for block in view.to_dict()["blocks"]} & {"weekday", "month_day"}

    assert asked("month") == {"month_day"}
    assert [asked(often) for often in ("week", "fortnight", "last weekday")] == [{"weekday"}] * 3
    with pytest.raises(Wrong) as wrong:
        subscribe(manager, often="month", month_day="32")
    assert list(wrong.value.fields) == ["month_day"]


def test_the_form_offers_no_channel_shared_with_outsiders(office: Office) -> None:
    view = office.manager(person_id=1).says("readiness digest").reply.modal
    assert view is not None
    [element] = [block["element"] for block in view.to_dict()["blocks"] if block.get("block_id") == "channel"]
    assert element["default_to_current_conversation"]
    assert element["filter"] == {
        "include": ["public", "private"],
        "exclude_external_shared_channels": True,
        "exclude_bot_users": True,
    }


def test_in_a_conversation_a_button_opens_the_form(office: Office) -> None:
    said = office.manager(person_id=1).says("readiness digest", Door.DIRECT)
    assert said.buttons() == ["Readiness digest"]
    assert office.manager(person_id=1).presses(said, "Readiness digest").reply.modal is not None


def test_the_same_digest_twice_in_a_channel_is_refused(office: Office, county: dict[str, int]) -> None:
    subscribe(office.manager(person_id=1))
    with pytest.raises(Wrong, match="gets that digest already"):
        subscribe(office.manager(person_id=1), at="09:00")
    subscribe(office.manager(person_id=1), scope=f"agency:{county['Oak Police']}")


@pytest.mark.several
@pytest.mark.postgres
def test_of_two_who_subscribe_at_once_the_second_is_told(
    office: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = office.manager(person_id=1)
    came = at_once(monkeypatch, digests, "live_subscriptions", lambda: subscribe(manager))
    assert sorted(type(each).__name__ for each in came) == ["Said", "Wrong"]
    assert len(subscriptions(store)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "D1"),
        ("channel", ""),
        ("often", "now and then"),
        ("weekday", "7"),
        ("at", "8 am"),
        ("zone", "Mars/Base"),
    ],
)
def test_what_no_form_of_ours_sends_is_refused_field_by_field(office: Office, field: str, value: str) -> None:
    with pytest.raises(Wrong) as wrong:
        subscribe(office.manager(person_id=1), **{field: value})
    assert list(wrong.value.fields) == [field]


@pytest.mark.postgres
def test_a_lead_subscribes_and_stops_for_their_own_agency_only(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    lead = office.lead(county["Cedar Fire"], person_id=1)
    assert lead.looks_up("digest.subscribe/scope", "") == {"Cedar Fire": f"agency:{county['Cedar Fire']}"}
    with pytest.raises(Refused, match="not yours"):
        subscribe(lead)
    with pytest.raises(Refused, match="not yours"):
        subscribe(lead, scope=f"agency:{county['Oak Police']}")
    subscribe(lead, scope=f"agency:{county['Cedar Fire']}")
    subscribe(office.manager(person_id=1))
    theirs, everyones = subscriptions(store)
    with pytest.raises(Refused, match="not yours"):
        lead.clicks("digest.stop", {"subscription": everyones.id})
    assert "Stopped" in lead.clicks("digest.stop", {"subscription": theirs.id}).text
    assert "already" in lead.clicks("digest.stop", {"subscription": theirs.id}).text
    assert [each.stopped_at for each in subscriptions(store)] == [NOON, None]


def test_a_responder_is_not_offered_digests(office: Office, county: dict[str, int]) -> None:
    with pytest.raises(Refused):
        office.responder(1, county["Cedar Fire"]).says("readiness digest")


def test_scopes_are_found_while_typing(office: Office, county: dict[str, int]) -> None:
    manager = office.manager(person_id=1)
    assert manager.looks_up("digest.subscribe/scope", "law") == {"Law enforcement": "discipline:law"}
    assert next(iter(manager.looks_up("digest.subscribe/scope", ""))) == "Everyone"
    assert manager.looks_up("digest.subscribe/scope", "CEDAR") == {
        "Cedar Fire": f"agency:{county['Cedar Fire']}"
    }


def test_stopping_in_the_form_shows_what_is_left(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    manager = office.manager(person_id=1)
    subscribe(manager)
    subscribe(manager, scope=f"agency:{county['Oak Police']}")
    first, _ = subscriptions(store)
    stop = manager.registry.clicks["digest.stop"]
    left = manager._run(stop, Door.MODAL, value={"subscription": first.id}).reply.updated
    assert left is not None
    shown = str(left.to_dict())
    assert "Oak Police, every Monday" in shown
    assert "Everyone, every Monday" not in shown


def test_a_preview_is_shown_on_top_of_the_form(office: Office) -> None:
    manager = office.manager(person_id=1)
    look = manager.registry.clicks["digest.preview"]
    view = manager._run(look, Door.MODAL, fields={"scope": "discipline:law"}).reply.modal
    assert view is not None
    assert "8 of 12 asked" in str(view.to_dict())
    assert "first digest here" in str(view.to_dict())


@pytest.mark.postgres
def test_a_preview_says_what_changed_since_the_digest_that_channel_got_last(
    office: Office, store: Store
) -> None:
    manager = office.manager(person_id=1)
    subscribe(manager)
    sent = counted(store).model_copy(update={"as_of": date(2026, 10, 26)})
    with store.writing() as session:
        session.add(
            Slot(
                kind=DIGEST,
                subject_id=1,
                local_date=sent.as_of,
                written_at=NOON,
                figures=sent.model_dump(mode="json"),
            )
        )
    look = manager.registry.clicks["digest.preview"]

    def shown(channel: str, scope: str) -> str:
        view = manager._run(look, Door.MODAL, fields={"channel": channel, "scope": scope}).reply.modal
        assert view is not None
        return str(view.to_dict())

    assert "What changed since 26 Oct 2026" in shown("C1", "everyone")
    assert "Nothing moved." in shown("C1", "everyone")
    manager.clicks("digest.stop", {"subscription": 1})
    assert "What changed since 26 Oct 2026" in shown("C1", "everyone")
    assert "first digest here" in shown("C2", "everyone")
    assert "first digest here" in shown("C1", "discipline:law")


@pytest.mark.postgres
def test_how_we_know_of_a_digest_that_was_sent_tells_its_own_figures(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    kept = counted(store, with_records=True).model_copy(update={"people": 999})
    subscribe(office.manager(person_id=1))
    with store.writing() as session:
        session.add(
            Slot(
                kind=DIGEST,
                subject_id=1,
                local_date=date(2026, 11, 9),
                written_at=NOON,
                figures=kept.model_dump(mode="json"),
            )
        )
    pressed = office.responder(1, county["Cedar Fire"])
    said = pressed.clicks("digest.how", {"subscription": 1, "day": "2026-11-09"})
    assert "999 people" in said.text
    judge_message(raw(said.message.blocks))


def filled(said: Said) -> dict[str, object]:
    """What the fields of an opened form show at first."""
    view = said.reply.modal or said.reply.updated
    assert view is not None
    found: dict[str, object] = {}
    for block in view.to_dict()["blocks"]:
        element = block.get("element", {})
        first = element.get("initial_option") or {}
        shown = (first.get("value"), element.get("initial_time"), element.get("initial_conversation"))
        if block["type"] == "input":
            found[block["block_id"]] = next((each for each in shown if each is not None), None)
    return found


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("list", {"often": "week", "weekday": "0", "at": "08:00", "scope": "everyone"}),
        ("stop", {"often": "week", "weekday": "0"}),
        ("fire monthly on the 31st", {"often": "month", "month_day": "31", "scope": "discipline:fire"}),
        ("here every two weeks", {"often": "fortnight", "channel": "C1"}),
        ("every Friday at 7 am in <#C77|ops>", {"weekday": "4", "at": "07:00", "channel": "C77"}),
        ("the last Tuesday of each month", {"often": "last weekday", "weekday": "1"}),
    ],
)
def test_words_fill_the_form(
    office: Office, county: dict[str, int], words: str, shown: dict[str, str]
) -> None:
    said = filled(office.manager().says(f"readiness digest {words}"))
    assert {each: said[each] for each in shown} == shown


def test_what_was_not_understood_is_said_above_the_form_and_all_else_is_filled_in(office: Office) -> None:
    said = office.manager().says("readiness digest zebras every Friday, daily")
    assert said.reply.modal is not None
    above = said.reply.modal.to_dict()["blocks"][0]["text"]["text"]
    assert above.startswith("I did not understand “daily”, “zebras”.")
    assert "nothing is subscribed yet" in above
    assert filled(said)["weekday"] == "4"


def test_in_a_conversation_the_button_opens_the_form_filled_in(office: Office) -> None:
    manager = office.manager()
    said = manager.says("readiness digest every Friday in <#C77|ops>", Door.DIRECT)
    opened = filled(manager.presses(said, "Readiness digest"))
    assert (opened["weekday"], opened["channel"]) == ("4", "C77")


def test_another_day_asked_for_keeps_what_was_filled_in(office: Office, county: dict[str, int]) -> None:
    manager = office.manager()
    said = manager._run(
        manager.registry.clicks["digest.subscribe/often"],
        Door.MODAL,
        fields={"often": "month", "scope": "discipline:fire", "channel": "C1"},
    )
    assert filled(said)["scope"] == "discipline:fire"


def test_words_about_somebody_elses_people_are_refused(office: Office, county: dict[str, int]) -> None:
    with pytest.raises(Refused):
        office.lead(county["Cedar Fire"], person_id=1).says("readiness digest Oak Police every Friday")
