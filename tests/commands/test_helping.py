"""Help as each gets it: the forms that are for them, named as they are called here."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.helping_views import scenes
from commands.kit.member import Member
from commands.language.sentences import resolve
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.region import Region
from tests.commands.speaking import REGION, Clock, Said, Speaker

RESPONDER = Member("T1", "UADA", 1, "Ada Abbott", agencies=frozenset([1]))
LEAD = Member("T1", "ULEE", 2, "Lee Lead", agencies=frozenset([1]), leads=frozenset([1]))
MANAGER = Member("T1", "UMORGAN", 3, "Morgan Mills", is_manager=True)
STRANGER = Member("T1", "UNEW")


def helped(store: Store, member: Member, sentence: str = "muster help", region: Region = REGION) -> Said:
    return Speaker(store, registry(), member, Clock(), region).says(sentence)


def examples(said: Said) -> list[str]:
    """The examples that are shown, as they are typed."""
    texts = [block["text"] for block in said.blocks if "text" in block]
    drawn = [line for text in texts if text["type"] == "mrkdwn" for line in text["text"].split("\n")]
    return [line.split("`")[1] for line in drawn if "`" in line]


EVERYBODYS = ["/muster", "/muster help training"]


def test_a_stranger_is_shown_help_alone_and_how_to_be_linked(store: Store) -> None:
    said = helped(store, STRANGER)
    assert examples(said) == EVERYBODYS
    assert "I do not know you yet. Until you are linked, help is all I can give." in said.text
    assert said.buttons() == ["Ask to be linked"]


def test_a_responder_is_shown_what_is_for_them(store: Store) -> None:
    said = helped(store, RESPONDER, "muster help all")
    assert "/training" in examples(said)
    assert "signin, plan, here, move" in said.text.replace("`", "")
    assert "setup" not in said.text
    assert len(said.text) < 2500, "it is one screen"
    assert "You are signed in as Ada Abbott: " in said.text
    assert said.buttons() == ["What I am due for", "Log training"]


def test_a_lead_and_an_emergency_manager_are_shown_more(store: Store) -> None:
    ours, theirs, all_ = (helped(store, who, "muster help muster") for who in (RESPONDER, LEAD, MANAGER))
    assert set(examples(ours)) < set(examples(theirs)) < set(examples(all_))
    assert "/muster setup" in examples(all_)
    assert "/muster setup" not in examples(theirs)
    assert helped(store, MANAGER, "muster help all").buttons() == [
        "What I am due for",
        "Log training",
        "Set up",
    ]


@pytest.mark.parametrize("about", ["due", "/due", "DUE", "due please"])
def test_help_about_one_command_shows_its_forms_only(store: Store, about: str) -> None:
    shown = examples(helped(store, RESPONDER, f"muster help {about}"))
    assert shown
    assert {example.split()[0] for example in shown} == {"/due"}


def test_help_about_no_command_of_ours_shows_all(store: Store) -> None:
    assert examples(helped(store, RESPONDER, "muster help cooking")) == examples(
        helped(store, RESPONDER, "muster help all")
    )


def test_all_the_words_stand_behind_a_button(store: Store) -> None:
    """Beneath what to begin with they were a wall of ninety."""
    speaker = Speaker(store, registry(), RESPONDER, Clock(), REGION)
    said = speaker.says("muster help")
    assert examples(said) == []
    assert "/training" in examples(speaker.presses(said, "All the words I know"))


def test_help_never_shows_the_forms_of_a_command_that_is_not_for_them(store: Store) -> None:
    assert "/due" not in helped(store, STRANGER, "muster help due").text


def test_commands_are_named_as_they_are_called_here(store: Store) -> None:
    prefixed, one = Region(command_prefix="em-"), Region(short_commands=False)
    shown = examples(helped(store, RESPONDER, "muster help all", prefixed))
    assert "/em-training" in shown
    assert "/training" not in shown
    assert "/muster" in shown, "it is never prefixed"
    about = examples(helped(store, RESPONDER, "muster help em-due", prefixed))
    assert {example.split()[0] for example in about} == {"/em-due"}
    assert "/muster training" in examples(helped(store, RESPONDER, "muster help all", one))


def test_the_command_alone_is_help_too(store: Store) -> None:
    assert helped(store, RESPONDER, "muster").text == helped(store, RESPONDER).text


@pytest.mark.parametrize("who", ["responder", "lead", "manager"])
def test_help_has_scenes_with_the_readers_own_agency_and_its_courses(county_store: Store, who: str) -> None:
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        [key] = [key for key, each in catalogue.agencies.items() if each.name.startswith("Cedar")]
        member = Member(
            "T1",
            "UADA",
            1,
            agencies=frozenset([key]),
            leads=frozenset([key]) if who == "lead" else frozenset(),
            is_manager=who == "manager",
        )
        there = [each for each in scenes(member, catalogue) if member.may(each.needs)]
    known = registry()
    for said in (sentence for each in there for sentence in each.says):
        form, _ = resolve(known, said.lstrip("/"))
        assert member.may(form.needs), said
    said = helped(county_store, member).text
    assert "To log a class: /training log ASIM-B yesterday · “I took ASIM Basic yesterday”" in said
    assert ("As an agency lead\n" in said) is (who != "responder")
    assert ("As an emergency manager\n" in said) is (who == "manager")
    assert ("/due Cedar Fire Department in 90 days" in said) is (who != "responder")


@pytest.mark.parametrize("said", ["help", "muster help", "Muster help!", "hi", "what can I say?", "muster"])
def test_help_alone_is_about_everything(county_store: Store, said: str) -> None:
    _, text = resolve(registry(), said)
    assert text == ""


def test_thanks_are_taken(store: Store) -> None:
    assert helped(store, RESPONDER, "muster help thanks").text.startswith("You are welcome.")
