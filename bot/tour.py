"""The tour: a short dialogue with every kind of person, printed as it happens.

Every line goes through the real protocol; what must be seen and is not ends the tour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from storage.shown_numbers import KEY_LENGTH, SIGNS

KEY = re.compile(rf"current ([{SIGNS}]{{{KEY_LENGTH}}})\b")
"""What a number of a digest is known by."""


class TourFailed(Exception):
    """Something that had to happen did not."""


@dataclass(frozen=True)
class Cast:
    """The people of the demo, as the practice workspace's harness drives them, and their channel.

    `meets_on` is the day to which the emergency manager calls the room.
    """

    responder: Any
    colleague: Any
    lead: Any
    manager: Any
    stranger: Any
    guest: Any
    channel: Any
    meets_on: date

    @property
    def everyone(self) -> Sequence[Any]:
        """All of them."""
        return (self.responder, self.colleague, self.lead, self.manager, self.stranger, self.guest)


def tour(
    slack: Any,
    cast: Cast,
    console: Console,
    post_digest: Callable[[], None],
    others_answer: Callable[[], None],
) -> None:
    """Plays every scene. Raises TourFailed at the first thing that does not happen.

    `others_answer`: those answer the call who are asked to the meeting and are not in the workspace.
    """
    slack.on_line = lambda speaker, text: _print(console, speaker, text)
    scenes: tuple[tuple[str, Callable[[], None]], ...] = (
        ("A responder asks what they are due for, and logs a class", lambda: _responder(cast)),
        ("Their training officer asks about the agency", lambda: _lead(cast)),
        ("The emergency manager asks about the region, and sets up the digest", lambda: _manager(cast)),
        ("People sign in to today's class", lambda: _class(cast)),
        ("People sign in to today's exercise, and Grove is a team deeper", lambda: _exercise(cast)),
        ("What the exercises taught, and what is to be shown again", lambda: _actions(cast)),
        ("The emergency manager calls the room, and sees who is missing", lambda: _room(cast, others_answer)),
        ("The list is kept: the roadmap, and what each agency can show", lambda: _lists(cast)),
        ("The county looks at where it stands, and what to do next", lambda: _picture(cast)),
        ("What we hope, and what we can prove", lambda: _scorecard(cast)),
        ("A responder speaks to emergency management privately", lambda: _privately(cast)),
        (
            "The channel gets its digest, and a number says how it was reached",
            lambda: _digest(cast, post_digest),
        ),
        ("Somebody who is not on the roster is refused, and told how to get on it", lambda: _stranger(cast)),
        ("What can't be understood is answered kindly", lambda: _nonsense(cast)),
    )
    for title, scene in scenes:
        console.rule(title, align="left")
        try:
            scene()
        except (AssertionError, LookupError) as unseen:
            raise TourFailed(f"in “{title}”: {unseen}") from None
    complaints = slack.complaints
    if complaints:
        raise TourFailed(f"the workspace complains: {complaints[0]}")
    console.rule("All of it happened", align="left")


def subscribe(cast: Cast) -> None:
    """The emergency manager subscribes the channel to the weekly digest."""
    cast.manager.says("/readiness digest", cast.channel)
    cast.manager.sees("Channel")
    cast.manager.submits()
    cast.manager.sees("Monday")


def _responder(cast: Cast) -> None:
    who = cast.responder
    who.says("/due")
    who.sees("You are due for")
    who.sees("ASIM Basic: expired")
    who.says("/training log ASIM Basic yesterday 4h")
    who.sees("Recorded: ASIM Basic")
    who.says("/due am I current in ASIM Basic?")
    who.sees("current in ASIM Basic")
    who.says("/training history")
    who.sees("unverified")


def _lead(cast: Cast) -> None:
    who = cast.lead
    who.says("/due Cedar Fire", cast.channel)
    who.sees("people are due")
    who.presses("More")
    who.sees("People 9 to 16")
    who.presses("Share")
    who.sees("On its way to the channel")
    cast.responder.sees("Shared by")


def _manager(cast: Cast) -> None:
    who = cast.manager
    who.says("@Muster who's due for a refresher in law for ASIM Basic?", cast.channel)
    who.sees("As I understood it: Law enforcement, ASIM Basic")
    subscribe(cast)


def open_sign_in(cast: Cast) -> None:
    """The training officer, whose agency hosts it, posts the sign-in card of today's exercise."""
    cast.lead.says("/exercise signin", cast.channel)
    cast.lead.sees("is on its way into")
    cast.responder.sees("Nobody has signed in yet", seconds=10)


def open_class(cast: Cast) -> None:
    """The training officer, whose agency holds it, posts the sign-in card of today's class."""
    cast.lead.says("/training signin ASIM Advanced", cast.channel)
    cast.lead.sees("Its card is on its way into this channel.")
    cast.responder.sees("Nobody has signed in yet", seconds=10)


def call_room(cast: Cast) -> None:
    """The emergency manager calls a meeting with the seats that have to be filled; its card is posted."""
    who = cast.manager
    day = f"{cast.meets_on.day} {cast.meets_on:%b %Y}"
    who.says(f"/meeting call Regional plan kickoff {day} 9am at County EOC")
    who.sees("Call a meeting")
    who.fills(
        {
            "Objective": "Agree on the chapters of one regional plan, and who writes each",
            "Agenda": "What the first room decided\nThe chapters, and who writes each\nOne radio plan",
            "Answer by": (cast.meets_on - timedelta(days=3)).isoformat(),
            "Seats to fill, ready-made": "The first meeting's seats",
        }
    )
    who.submits()
    who.sees("nobody was told yet")
    who.fills({"Post its card in": cast.channel})
    who.submits()
    who.sees("are asked now")
    cast.responder.sees("Nobody has answered yet", seconds=10)


def _room(cast: Cast, others_answer: Callable[[], None]) -> None:
    call_room(cast)
    cast.lead.sees("You are asked to come for the seat Fire chiefs", seconds=10)
    cast.lead.presses("Coming")
    cast.lead.sees("You are coming: Regional plan kickoff")
    others_answer()
    who = cast.manager
    who.says("/meeting")
    who.sees("3 of 6 seats filled. Open:")
    who.sees("Nobody is invited yet for: City and county administrators")
    who.presses("Who answered what")
    who.sees("sent by")
    who.sees("Nobody is invited for it")


def _lists(cast: Cast) -> None:
    who = cast.manager
    who.says("/checklist roadmap")
    who.sees("2. Convene the right room")
    who.says("/checklist progress agency-readiness")
    who.sees("Cedar Fire Department")
    lead = cast.lead
    lead.says("/checklist Cedar Fire")
    lead.sees("1 overdue")
    lead.says("/checklist done interoperability evidence Grove 911 heard us on all four shared channels")
    lead.sees("Done:")


def _picture(cast: Cast) -> None:
    who = cast.manager
    who.says("how ready are we?")
    who.sees("What to do next")
    who.says("/readiness gaps")
    who.sees("have not played together")
    who.says("what should our next exercise be?")
    who.sees("Use as plan")
    who.says("/readiness projection by 1 March")
    who.sees("it would take")
    who.says("/readiness wave")
    who.sees("Enough trainers for what falls due of ASIM Basic")


def _scorecard(cast: Cast) -> None:
    who = cast.manager
    who.says("/readiness scorecard")
    who.sees("self-assessment")
    cast.lead.says("/readiness scorecard Cedar Fire")
    cast.lead.sees("self-assessment")


def _privately(cast: Cast) -> None:
    who = cast.responder
    who.says("/ask champion I can speak for the shared plan on C shift")
    who.sees("Emergency managers read it")
    cast.manager.says("/ask champions")
    cast.manager.sees("Cedar Fire Department")


def _class(cast: Cast) -> None:
    open_class(cast)
    cast.responder.presses("I'm here")
    cast.responder.sees("You are signed in to ASIM Advanced")
    cast.manager.sees("1 here.", seconds=10)


def _exercise(cast: Cast) -> None:
    who = cast.manager
    who.says("/readiness teams")
    who.sees("Grove is 9 teams deep")
    who.sees("the tenth fails at Rescue task force")
    open_sign_in(cast)
    cast.responder.chooses("I played", "Rescue task force")
    cast.responder.sees("You are signed in as Rescue task force")
    cast.colleague.presses("I'm here")
    cast.colleague.sees("You are signed in")
    who.sees("2 here from", seconds=10)
    who.says("/readiness teams")
    who.sees("Grove is 10 teams deep")


def _actions(cast: Cast) -> None:
    who = cast.manager
    who.says("/exercise actions")
    who.sees("overdue")
    who.says("/exercise actions closed")
    who.sees("came back")


def _digest(cast: Cast, post_digest: Callable[[], None]) -> None:
    post_digest()
    seen = cast.manager.sees("What changed since", seconds=20, since="ever")
    key = KEY.search(seen.text)
    assert key is not None, "a digest's numbers have keys"
    cast.manager.says(f"explain {key[1]}")
    cast.manager.sees(key[1])


def _stranger(cast: Cast) -> None:
    who = cast.stranger
    who.says("/due everyone")
    who.sees("on the roster")
    who.presses("Ask to be linked")
    who.sees("asked")
    cast.manager.sees(who.real_name, seconds=10)


def _nonsense(cast: Cast) -> None:
    who = cast.responder
    who.says("/training lgo ASIM Basic yesterday")
    who.sees("Did you mean")
    who.says("/training log ASIM Basic 31 February")
    who.sees("no day in the calendar")


def _print(console: Console, speaker: str, text: str) -> None:
    from_bot = speaker == "Muster"
    console.print(Text(speaker, style="bold cyan" if from_bot else "bold green"))
    console.print(Padding(Text(text), (0, 0, 1, 4)))
