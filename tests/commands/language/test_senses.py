"""What a newcomer's sentence is understood as, by what the speaker has: a table of sentences and meanings.

Nothing runs but the decision: the form that would answer is noted, with what is said behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from commands.all import registry
from commands.kit.member import Member
from commands.kit.registry import Form, Registry
from commands.kit.reply import Reply, say
from commands.kit.request import Door, Request
from commands.language.sentences import resolve
from storage.audit import Trail
from storage.catalogue import catalogue_changed
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.engine import Store
from storage.people import Person
from tests.conversations import calls, county
from words.problems import Unclear

UNCLEAR = "asked back"
TRAIL = Trail("a test", "slack", county.NOW)

ITEMS = [
    ("the radio plan is done", "checklist done", "the radio plan"),
    ("radio plan is finally complete!", "checklist done", "radio plan"),
    (
        "Radio plan is done, evidence https://x.example/a",
        "checklist done",
        "Radio plan evidence https://x.example/a",
    ),
    ("mark the radio plan done", "checklist done", "the radio plan"),
    ("mark radio plan as complete", "checklist done", "radio plan"),
    ("check off radio plan", "checklist done", "radio plan"),
    ("check the radio plan off our list", "checklist done", "the radio plan"),
    ("done with radio plan", "checklist done", "radio plan"),
    ("I'm done with the radio plan", "checklist done", "the radio plan"),
    ("we finished the radio plan", "checklist done", "the radio plan"),
    ("we got the radio plan done", "checklist done", "the radio plan"),
    ("close radio plan", "checklist done", "radio plan"),
    ("check off the heliport", "checklist done", "the heliport"),  # which says that it knows none
    ("checklist radio plan is done", "checklist done", "radio plan"),
    ("who has the radio plan?", "checklist", "item the radio plan"),
    ("who owns radio plan", "checklist", "item radio plan"),
    ("who is responsible for the radio plan?", "checklist", "item the radio plan"),
    ("who's doing the radio plan?", "checklist", "item the radio plan"),
    ("when is the radio plan due?", "checklist", "item the radio plan"),
    ("is the radio plan done yet?", "checklist", "item the radio plan"),
    ("where are we with the radio plan?", "checklist", "item the radio plan"),
    ("show me the radio plan", "checklist", "item radio plan"),
    ("give the radio plan to Ben Flores", "checklist assign", "the radio plan to Ben Flores"),
    ("assign radio plan to Ben Flores", "checklist assign", "radio plan to Ben Flores"),
    ("move the radio plan to Dec 20", "checklist change", "radio plan to Dec 20"),
    ("push radio plan back to Dec 20", "checklist change", "radio plan to Dec 20"),
    ("change the due date of radio plan to Dec 20", "checklist change", "radio plan to Dec 20"),
    ("remove radio plan from the list", "checklist drop", "radio plan"),
    ("delete the radio plan", "checklist drop", "the radio plan"),
    ("cancel the radio plan", "checklist drop", "the radio plan"),
    ("we're not doing the radio plan", "checklist drop", "the radio plan"),
    ("remind me about the radio plan next Monday", UNCLEAR, "Should its reminders wait"),
    ("the raido plan is done", "checklist done", "the raido plan"),  # which offers the near one
]
ITEMS_TOO = [
    ("set radio plan to done", "checklist done", "radio plan"),
    ("tick radio plan", "checklist done", "radio plan"),
    ("item 1 is done", "checklist done", "item 1"),
    ("what's the due date of the radio plan?", "checklist", "item the radio plan"),
    ("who is the radio plan assigned to?", "checklist", "item the radio plan"),
    ("I'll take the radio plan", "checklist assign", "the radio plan to me"),
    ("Ben Flores will handle the radio plan", "checklist assign", "the radio plan to Ben Flores"),
    ("put Ben Flores on the radio plan", "checklist assign", "the radio plan to Ben Flores"),
    ("make Ben Flores responsible for the radio plan", "checklist assign", "the radio plan to Ben Flores"),
    ("change the radio plan's due date to Dec 20", "checklist change", "radio plan to Dec 20"),
    ("radio plan is due Dec 20", "checklist change", "radio plan to Dec 20"),
    ("remind me next Monday about the radio plan", UNCLEAR, "Should its reminders wait"),
    ("I'm on leave", UNCLEAR, "I did not understand"),
]
ADDED = [
    ("create a task: siren test", "checklist add", "siren test"),
    ("add siren test to the region's checklist", "checklist add", "siren test to the region's checklist"),
    ("add siren test by March 1", "checklist add", "siren test by March 1"),
    ("add siren test to our checklist by March 1", "checklist add", "siren test by March 1"),
    ("put siren test on the checklist every month", "checklist add", "siren test every month"),
    ("to do: siren test by March 1", "checklist add", "siren test by March 1"),
    ("new item: siren test", "checklist add", "siren test"),
    ("we need to test the sirens by March 1", UNCLEAR, "go on a checklist"),
    ("remind me to renew the mutual aid agreement by March 1", UNCLEAR, "go on a checklist"),
    ("don't forget to test the sirens by March 1", UNCLEAR, "go on a checklist"),
]
LISTS = [
    ("which items are overdue?", "checklist", "overdue"),
    ("how's the checklist going?", "checklist", ""),
    ("what are my tasks?", "checklist", "mine"),
    (
        "give Cedar Fire the agency readiness template",
        "checklist template",
        "agency readiness for Cedar Fire",
    ),
    ("assign agency readiness to Cedar Fire", "checklist template", "agency readiness for Cedar Fire"),
    ("hand out agency readiness", "checklist template", "agency readiness"),
    ("edit roadmap", "checklist templates edit", "roadmap"),
    ("who hasn't done agency readiness?", "checklist progress", "agency readiness"),
    ("what's overdue?", "checklist", "overdue"),
    ("what's left on our checklist", "checklist", ""),
    ("how are we doing on the checklist?", "checklist", ""),
    ("what do I have to do?", "checklist", "mine"),
    ("what's due next?", "checklist", "mine"),
    ("what's done?", "checklist", "done"),
    ("set up the roadmap", "checklist template", "roadmap"),
    ("hand agency readiness to all agencies", "checklist template", "agency readiness for all agencies"),
    (
        "checklist give agency readiness to Cedar Fire",
        "checklist template",
        "agency readiness for Cedar Fire",
    ),
    (
        "checklist hand out agency readiness to Cedar Fire",
        "checklist template",
        "agency readiness for Cedar Fire",
    ),
    ("edit the roadmap template", "checklist templates edit", "roadmap"),
    ("checklist template edit roadmap", "checklist templates edit", "roadmap"),
    ("checklist template new", "checklist templates new", ""),
    ("template new", "checklist templates new", ""),
    ("make a new template", "checklist templates new", ""),
    ("what templates are there?", "checklist templates", ""),
    ("how far is everyone with agency readiness?", "checklist progress", "agency readiness"),
    ("which agencies have no agency readiness?", "checklist progress", "agency readiness"),
]
MEETINGS = [
    ("what time is the kickoff?", "meeting", "the kickoff"),
    ("my meetings", "meeting", "my meetings"),
    ("who isn't coming to the kickoff?", "meeting answers", "the kickoff"),
    ("who showed up?", "meeting attendance", ""),
    ("what were the decisions?", "meeting minutes", ""),
    ("can I have the minutes?", "meeting minutes", ""),
    ("the kickoff is moved to Dec 12", "meeting move", "the kickoff to Dec 12"),
    ("the kickoff is cancelled", "meeting cancel", "the kickoff"),
    ("let's meet on December 8 at 10am", "meeting call", "December 8 at 10am"),
    ("uninvite Noor Dahl from the kickoff", "meeting invite", "the kickoff"),
    ("cancel that", UNCLEAR, "“cancel” can be"),
    ("when is the officers meeting?", "meeting", "officers meeting"),
    ("where is the kickoff?", "meeting", "the kickoff"),
    ("show me the kickoff", "meeting", "the kickoff"),
    ("who hasn't answered?", "meeting answers", ""),
    ("who has not replied to the kickoff yet", "meeting answers", "the kickoff"),
    ("meeting who kickoff", "meeting answers", "kickoff"),
    ("who was at the huddle?", "meeting attendance", "the huddle"),
    ("what did we decide?", "meeting minutes", ""),
    ("what did we decide at the huddle?", "meeting minutes", "the huddle"),
    ("send me the minutes", "meeting minutes", ""),
    ("past meetings", "meeting past", ""),
    (
        "move the first meeting to December 10th at 9am",
        "meeting move",
        "the first meeting to December 10th at 9am",
    ),
    ("reschedule the kickoff to Dec 12", "meeting move", "the kickoff to Dec 12"),
    ("push the kickoff to Dec 12", "meeting move", "the kickoff to Dec 12"),
    ("postpone the kickoff", "meeting move", "the kickoff"),
    ("change the place of the kickoff to City Hall", "meeting move", "the kickoff to at City Hall"),
    ("cancel the kickoff", "meeting cancel", "the kickoff"),
    (
        "cancel the kickoff because the room is closed",
        "meeting cancel",
        "the kickoff because the room is closed",
    ),
    ("schedule a meeting on December 8 at 10am", "meeting call", "December 8 at 10am"),
    ("set up a meeting for next Tuesday at 10", "meeting call", "next Tuesday at 10"),
    ("schedule an officers meeting for Dec 8", "meeting call", "officers meeting Dec 8"),
    ("meeting new Officers Dec 8 10am", "meeting call", "Officers Dec 8 10am"),
    ("meeting schedule Officers Dec 8 10am", "meeting call", "Officers Dec 8 10am"),
    ("invite Noor Dahl to the kickoff", "meeting invite", "Noor Dahl to the kickoff"),
    ("add Noor Dahl to the kickoff", "meeting invite", "Noor Dahl to the kickoff"),
    ("add to my calendar", "meeting calendar", ""),
    ("add the kickoff to my calendar", "meeting calendar", "the kickoff"),
]
ANSWERS = [
    ("I'm in", "meeting rsvp", "I'm coming"),
    ("no, I can't", "meeting rsvp", "I'm not coming"),
    ("I can make the kickoff", "meeting rsvp", None),
    ("I'm going to the kickoff", "meeting rsvp", None),
    ("I'll miss the kickoff", "meeting rsvp", None),
    ("I might come to the kickoff", "meeting rsvp", None),
    ("I can't come to the kickoff but Jude Dahl can", "meeting send", "Jude Dahl to kickoff"),
    ("yes", "meeting rsvp", "I'm coming"),
    ("No.", "meeting rsvp", "I'm not coming"),
    ("maybe", "meeting rsvp", "I'm not sure"),
    ("I'll be at the kickoff", "meeting rsvp", None),
    ("can't make the kickoff", "meeting rsvp", None),
    ("I won't be at the kickoff, I have to work", "meeting rsvp", None),
    ("count me in", "meeting rsvp", None),
    ("sending Jude Dahl to the kickoff", "meeting send", "Jude Dahl to the kickoff"),
    ("sending Jude Dahl instead", "meeting send", "Jude Dahl"),
    ("Jude Dahl is coming to the kickoff instead of me", "meeting send", "Jude Dahl to the kickoff"),
    ("I can't make it on the 10th, sending Cora", "meeting send", "Cora to the 10th"),
]
AFTERWARDS = [
    ("Birch objected to the plan", "meeting objection", "Birch objected to the plan"),
    ("next step: draft plan", "meeting follow-up", "draft plan"),
    ("note: we need radios", "meeting note", "we need radios"),
    ("decision: one plan by June", "meeting decision", "one plan by June"),
    ("objection: Birch keeps its own", "meeting objection", "Birch keeps its own"),
    ("we decided to share one plan", "meeting decision", "we decided to share one plan"),
    ("Follow up: Noor to draft the plan by Dec 15", "meeting follow-up", "Draft the plan by Dec 15 for Noor"),
    ("action item: draft the plan by Dec 15", "meeting follow-up", "draft the plan by Dec 15"),
    ("concern: nobody pays", UNCLEAR, "note of the meeting"),
]
TOLD = [
    ("what did people tell me?", "ask list", ""),
    ("read what people said", "ask list", ""),
    ("ask concerns", "ask list", ""),
    ("tell the emergency manager that our radios are dead", "ask", "our radios are dead"),
    ("undo", "muster undo", ""),
    ("undo that, please", "muster undo", ""),
    ("take that back", "muster undo", ""),
    ("message the emergency manager: radios are dead", "ask", "radios are dead"),
    ("what concerns are there?", "ask list", ""),
]
STANDS = [
    ("I finished BLS yesterday", "training log", None),
    ("we finished the refresher", "training log", None),
    ("when is BLS due?", "due", None),
    ("is Ada overdue?", "due", None),
    ("who is due for BLS?", "due", None),
    ("undo BLS for Ada", "training correct", None),
    ("move the BLS class to Friday", "training move", None),
    ("add Ada to the BLS class", UNCLEAR, "“add” can be"),
    ("schedule BLS 8 Dec 18:00 Station 4", "training plan", None),
    ("cancel the Vine drill", "exercise", None),
    ("the radio plan is not done", UNCLEAR, "I did not understand"),
    ("the heliport is done", UNCLEAR, "I did not understand"),
]


def listening(noted: list[tuple[str, str]]) -> Registry:
    """The registry with forms that note that they are asked, and with what."""

    def noting(form: Form) -> Callable[[Request], Reply]:
        def run(request: Request) -> Reply:
            noted.append((form.says, request.text))
            return say("noted")

        return run

    real = registry()
    forms, also = (
        {says: replace(form, run=noting(form)) for says, form in each.items()}
        for each in (real.forms, real.also)
    )
    return replace(real, forms=forms, also=also, overhears=[])


@pytest.fixture
def there(county_store: Store) -> Store:
    """A county with a kickoff to come, a huddle that is just over, and two items of the region's list."""
    calls.a_call(county_store, {"Chiefs": ["cora@grove.example"]})
    today = county.REGION.day(county.NOW)
    calls.a_call(county_store, {"Chiefs": ["ben@grove.example"]}, held_on=today, title="Huddle")
    with county_store.writing() as session:
        own = own_checklist(session, None, TRAIL)
        for text in ("Radio plan on file", "Fuel contract signed"):
            add_item(session, own, ItemSaid(text), TRAIL)
        catalogue_changed(session)
    return county_store


def meant_by(session: Session, sentence: str, now: datetime) -> tuple[str, str]:
    """The form a sentence of Cora's comes to, an emergency manager who is asked to the kickoff."""
    cora = session.get_one(Person, calls.person(session, "cora@grove.example"))
    member = Member("T1", "UCORA", cora.id, cora.name, "cora@grove.example", is_manager=True)
    noted: list[tuple[str, str]] = []
    ours = listening(noted)
    try:
        form, text = resolve(ours, sentence)
        request = Request(
            session, member, county.REGION, now, county.REGION.day(now), Door.DIRECT, "key", text
        )
        form.run(request)
    except Unclear as unclear:
        return UNCLEAR, unclear.not_understood
    return noted[-1]


@pytest.mark.parametrize(
    "table",
    [ITEMS, ITEMS_TOO, ADDED, LISTS, MEETINGS, ANSWERS, AFTERWARDS, TOLD, STANDS],
    ids=["items", "items too", "added", "lists", "meetings", "answers", "afterwards", "told", "stands"],
)
def test_what_is_said_is_understood(there: Store, table: list[tuple[str, str, str | None]]) -> None:
    wrong = []
    now = county.NOW + timedelta(hours=2)  # the huddle was at nine
    with there.reading() as session:
        for sentence, form, text in table:
            found = meant_by(session, sentence, now)
            fits = found[0] == form and (
                text is None or found[1] == text or (form == UNCLEAR and text.lower() in found[1].lower())
            )
            wrong += [] if fits else [(sentence, found)]
    assert not wrong, "\n".join(map(str, wrong))
