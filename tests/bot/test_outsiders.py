"""Nobody of another organization becomes or acts as somebody of the roster, at any door; our own are ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import func, select

from bot.answers import Answer
from bot.conversation import Conversation
from bot.hearing import (
    Heard,
    hear_click,
    hear_command,
    hear_home,
    hear_search,
    hear_shortcut,
    hear_submission,
    hear_words,
)
from commands.all import registry
from jobs.linking import meet
from storage.engine import Store
from storage.linking import identity_of
from storage.people import Person, SlackIdentity
from storage.training import CompletionRecord
from tests.bot.deliveries import DELIVERIES, Json
from tests.conversations import county

BOSS = "dana@grove.example"
HEAR: Mapping[str, Any] = {
    "command": hear_command,
    "click in a message": hear_click,
    "click in a modal": hear_click,
    "click in Home": hear_click,
    "modal submitted": hear_submission,
    "option search": hear_search,
    "shortcut": hear_shortcut,
    "mention": lambda body, workspace: hear_words(body, workspace, "U0BOT"),
    "direct message": lambda body, workspace: hear_words(body, workspace, "U0BOT"),
    "group direct message": lambda body, workspace: hear_words(body, workspace, "U0BOT"),
    "Home opened": hear_home,
}


def user(user_id: str, email: str, team: str | None, **more: Any) -> Json:
    """A user as `users.info` gives them."""
    told: Json = {"id": user_id, "real_name": "Dana Reyes", "tz": "America/Chicago", "is_bot": False}
    told |= {"profile": {"email": email, "team": team}, "is_email_confirmed": True, **more}
    return told if team is None else told | {"team_id": team}


@dataclass
class SlackUsers:
    """`users.info`, as far as meeting somebody needs it."""

    users: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def users_info(self, user: str) -> Json:
        self.asked.append(user)
        if self.away or user not in self.users:
            answer = {"ok": False, "error": "internal_error" if self.away else "user_not_found"}
            raise SlackApiError("no", answer)  # type: ignore[no-untyped-call]
        return {"user": self.users[user]}


@dataclass
class Gate:
    """Muster in the workspace T1, and what Slack says of users."""

    store: Store
    slack: SlackUsers
    talk: Conversation

    def hears(self, kind: str, body: Json) -> Answer:
        heard: Heard | None = HEAR[kind](body, "T1")
        assert heard is not None
        return self.talk.answer(heard)

    def identity(self, user: str) -> SlackIdentity | None:
        with self.store.reading() as session:
            return identity_of(session, "T1", user)

    def remembers(self, user: str, person_email: str, **about: Any) -> None:
        with self.store.writing() as session:
            person = session.query(Person).filter_by(email=person_email).one()
            session.add(
                SlackIdentity(workspace="T1", user=user, person_id=person.id, seen_at=county.NOW, **about)
            )

    def recorded(self) -> int:
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(CompletionRecord)) or 0


@pytest.fixture
def gate(county_store: Store) -> Gate:
    with county_store.writing() as session:
        dana = Person(email=BOSS, first_name="Dana", last_name="Reyes")
        dana.rekey()
        session.add(dana)
    slack = SlackUsers()

    def met(team: str, who: str, speaks: bool) -> bool:
        return meet(county_store, slack, team, who, county.NOW, county.REGION, speaks)  # type: ignore[arg-type]

    talk = Conversation(
        county_store, registry(), county.REGION, lambda: county.NOW, meet=met, wake=lambda: None
    )
    return Gate(county_store, slack, talk)


def said(answer: Answer) -> str:
    return str([answer.text, answer.blocks, answer.modal, answer.updated, answer.home, answer.options])


def by(kind: str, user_id: str, team: str | None, outer: str = "T1") -> Json:
    """A delivery of a kind by somebody of a team, as Slack sends it from a shared channel."""
    body = DELIVERIES[kind]
    if "event" in body:
        stated = {} if kind == "Home opened" else {"team": team, "user_team": team}
        return {**body, "team_id": outer, "event": {**body["event"], "user": user_id, **stated}}
    if kind == "command":
        return {**body, "user_id": user_id, "team_id": team}
    ours = {"id": "T1"} if kind == "click in a message" else None if team is None else {"id": team}
    return {**body, "team": ours, "user": {"id": user_id, "team_id": team}}


@pytest.mark.parametrize("remembered", [False, True])
@pytest.mark.parametrize("kind", HEAR)
def test_an_outsider_with_a_managers_e_mail_is_nobody(gate: Gate, kind: str, remembered: bool) -> None:
    gate.slack.users["UEVIL"] = user("UEVIL", BOSS, "TOTHER")
    if remembered:
        gate.remembers("UEVIL", BOSS, linked_by="e-mail", email=BOSS)
    before = gate.recorded()
    answer = gate.hears(kind, by(kind, "UEVIL", "TOTHER", outer="TOTHER"))
    assert "As I understood it" not in said(answer)
    assert "ASIM" not in said(answer)
    assert answer.options == []
    if kind != "option search":
        assert "from another organization" in said(answer)
    assert gate.recorded() == before
    known = gate.identity("UEVIL")
    assert known is not None
    assert (known.person_id, known.is_outside) == (None, True)


@pytest.mark.parametrize("kind", HEAR)
def test_whom_slack_does_not_know_is_nobody_whatever_was_remembered(gate: Gate, kind: str) -> None:
    gate.remembers("UEVIL", BOSS, linked_by="e-mail", email=BOSS)
    answer = gate.hears(kind, by(kind, "UEVIL", "TOTHER", outer="TOTHER"))
    assert "ASIM" not in said(answer)
    assert answer.options == []


@pytest.mark.parametrize("kind", HEAR)
def test_an_outsider_whose_delivery_names_no_team_is_known_by_slacks_word(gate: Gate, kind: str) -> None:
    gate.slack.users["UEVIL"] = user("UEVIL", BOSS, "TOTHER", enterprise_user={"teams": ["TOTHER", "T9"]})
    answer = gate.hears(kind, by(kind, "UEVIL", None, outer="T1"))
    assert "ASIM" not in said(answer)
    known = gate.identity("UEVIL")
    assert known is not None
    assert (known.person_id, known.is_outside) == (None, True)


@pytest.mark.parametrize("kind", HEAR)
@pytest.mark.parametrize("outer", ["T1", "TOTHER"])
def test_our_own_are_ours_whichever_side_is_named(gate: Gate, kind: str, outer: str) -> None:
    gate.slack.users["WBEN"] = user("WBEN", "ben@grove.example", "T1")
    answer = gate.hears(kind, by(kind, "WBEN", "T1", outer=outer))
    assert "another organization" not in said(answer)
    assert "Ask to be linked" not in said(answer)
    known = gate.identity("WBEN")
    assert known is not None
    assert known.person_id is not None


@pytest.mark.parametrize("kind", HEAR)
def test_in_an_enterprise_ours_may_act_from_another_workspace(gate: Gate, kind: str) -> None:
    told = user(
        "WBEN", "ben@grove.example", "E1", enterprise_user={"enterprise_id": "E1", "teams": ["T2", "T1"]}
    )
    gate.slack.users["WBEN"] = told
    for team in ("T2", "T2", "E1", None):
        body = by(kind, "WBEN", team, outer="T2")
        body |= {"enterprise": {"id": "E1", "name": "Org"}, "trigger_id": f"{team}.{len(gate.slack.asked)}"}
        answer = gate.hears(kind, body)
        assert "another organization" not in said(answer), team
        assert "Ask to be linked" not in said(answer), team
    assert len(gate.slack.asked) <= 2, "Slack is asked once a day and team"


def test_while_slack_can_not_be_asked_nobody_is_called_an_outsider(gate: Gate) -> None:
    gate.remembers("UADA", "ada@grove.example", linked_by="e-mail")
    gate.slack.away = True
    answer = gate.hears("command", by("command", "UADA", "T2"))
    assert "Please try again" in answer.text
    gate.slack.away = False
    gate.slack.users["UADA"] = user(
        "UADA", "ada@grove.example", "T2", enterprise_user={"teams": ["T1", "T2"]}
    )
    assert "As I understood it" in gate.hears("command", by("command", "UADA", "T2")).text


def test_whom_an_emergency_manager_linked_is_that_person_and_no_manager_by_their_own_word(gate: Gate) -> None:
    for name, about in (("UGUEST", {"is_restricted": True}), ("UOUT", {})):
        team = "T1" if about else "TOTHER"
        gate.slack.users[name] = user(name, BOSS, team, **about)
        gate.remembers(name, "ben@grove.example", linked_by=BOSS)
        assert "As I understood it" in gate.hears("command", by("command", name, team)).text
        manager = {**by("command", name, team), "command": "/muster", "text": "rights", "trigger_id": name}
        assert "An emergency manager can do this." in gate.hears("command", manager).text


def test_an_outsider_may_ask_to_be_linked_and_gets_help(gate: Gate) -> None:
    gate.slack.users["UEVIL"] = user("UEVIL", BOSS, "TOTHER")
    help_wanted = {**by("command", "UEVIL", "TOTHER"), "command": "/muster", "text": "help"}
    assert "It is not for live incidents" in gate.hears("command", help_wanted).text
    gate.remembers("UDANA", BOSS, linked_by="e-mail", email=BOSS)
    body = by("click in a message", "UEVIL", "TOTHER")
    body["actions"] = [{"type": "button", "action_id": "link.ask", "value": ""}]
    assert "I asked an emergency manager" in gate.hears("click in a message", body).text


@pytest.mark.parametrize("text", ["for <@UEVIL>", "ASIM-B yesterday for <@UEVIL>"])
def test_whom_a_sentence_mentions_is_not_known_by_another_organizations_word(gate: Gate, text: str) -> None:
    gate.slack.users["UEVIL"] = user("UEVIL", "ben@grove.example", "TOTHER")
    gate.slack.users["UCORA"] = user("UCORA", "cora@grove.example", "T1")
    body = {**by("command", "UCORA", "T1"), "command": "/training", "text": f"log {text}"}
    assert "Ben" not in said(gate.hears("command", body))
    known = gate.identity("UEVIL")
    assert known is not None
    assert known.person_id is None
