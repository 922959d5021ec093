"""`/ask`: telling emergency management something privately, in words or in a form.

Recorded at once is only what was said where nobody else reads along, and whose matter is clear. Who reads it,
and who never will, is said before. A receipt has none of the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement, SectionBlock

from commands.asking.asking_views import FORM, TellSaid, ToldPage, kept_message
from commands.asking.hearing import Readers, readers_for
from commands.asking.listing import told_list
from commands.kit.blocks import SECTION, VALUE, button, buttons, option, words
from commands.kit.confided_rights import agencies_of_teller
from commands.kit.forms import Modal, choice_field, opened, text_field
from commands.kit.member import Needs
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request
from commands.language.asking import Telling, behind, telling
from storage.confided import LONGEST_TOLD, Matter
from storage.confiding import ToldAlready, tell
from storage.letters import CONFIDED, leave_line
from words.days import spoken
from words.problems import Problem

TYPED = (Door.COMMAND, Door.DIRECT)
"""Where what is said is the speaker's alone to read."""
IN_PUBLIC = (
    "What you wrote stands here for everybody to read, so I kept nothing of it. Tell me in a direct message, "
    "or in the form: only emergency managers read that."
)
NOTHING_KEPT = "Nothing was kept yet."
EXAMPLE = "/ask concern Our radios can't reach dispatch in the mall"
CHOICES = [
    option("Why a shared plan is wanted", str(Matter.WHY)),
    option("I'd be a champion", str(Matter.CHAMPION)),
    option("A concern", str(Matter.CONCERN)),
]
MATTER = choice_field("matter", "What is it about?", CHOICES, "Choose one", "Choose what it is about.")
TEXT = text_field(
    "text",
    "In your words",
    most=LONGEST_TOLD,
    lines=True,
    hint=f"Up to {LONGEST_TOLD:,} characters. An offer to be a champion needs none.",
)


def ask(request: Request) -> Reply:
    """Opens the form; what was told behind the command, or in a sentence, is taken as it says itself.

    Alone, for who reads what is told: what there is for them, what waits first.
    """
    if not request.text and request.door in TYPED and request.member.may(Needs.MANAGER):
        return _read_first(request)
    return _told(request, telling(request.text) if request.text else Telling(None, "", False))


def concern(request: Request) -> Reply:
    """Keeps a concern."""
    return _told(request, behind(Matter.CONCERN, request.text))


def champion(request: Request) -> Reply:
    """Keeps an offer to be a champion, where words go with it; the form otherwise."""
    return _told(request, behind(Matter.CHAMPION, request.text))


def why(request: Request) -> Reply:
    """Keeps why a shared plan is wanted."""
    return _told(request, behind(Matter.WHY, request.text))


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    return _form(request, request.carried(TellSaid), readers_for(request))


def submit(request: Request) -> Reply:
    """Keeps what the form says. Raises Wrong where words are missing, or nobody would read it."""
    filled = TELL_FORM.read(request)
    matter, text = Matter(filled[MATTER]), filled[TEXT]
    if not text and matter is not Matter.CHAMPION:
        raise TELL_FORM.wrong({TEXT.name: "Say it in a few words, please."})
    try:
        return Reply(message=_keep(request, matter, text), closes=True)
    except Problem as problem:
        raise TELL_FORM.wrong({TEXT.name: str(problem)}) from None


def _read_first(request: Request) -> Reply:
    """What people told; and the way to tell something, where another would read it."""
    there = told_list(request, ToldPage(waiting=True))
    try:
        readers_for(request)
    except Problem:
        return Reply(message=there)
    return Reply(
        message=Message([*there.blocks, *buttons(button("Tell something yourself", FORM, TellSaid()))])
    )


def _told(request: Request, said: Telling) -> Reply:
    """Keeps what was told and is clear; whatever else it is, the form shows it, and nothing is kept."""
    readers = readers_for(request)
    carried = TellSaid(matter=str(said.matter or ""), text=said.text[:LONGEST_TOLD])
    if request.door is Door.MENTION and (said.matter or said.text):
        raise AskedBack(Reply(message=Message([words(IN_PUBLIC), *buttons(_opener(carried))])))
    if len(said.text) > LONGEST_TOLD:
        raise AskedBack(_too_long(request, said, carried, readers))
    if said.matter is None or not said.is_whole or request.door not in TYPED:
        raise AskedBack(_form(request, carried, readers))
    return Reply(message=_keep(request, said.matter, said.text))


def _too_long(request: Request, said: Telling, carried: TellSaid, readers: Readers) -> Reply:
    """The form with as much as it takes; what does not fit stands above it, so that nothing is lost."""
    left = said.text[LONGEST_TOLD:]
    why = (
        f"That is {len(said.text):,} characters long, and at most {LONGEST_TOLD:,} are taken at once. "
        f"{NOTHING_KEPT}"
    )
    rest = [left[start : start + SECTION] for start in range(0, len(left), SECTION)]
    above = [
        words(f"{why} The field has the beginning; this is the rest. Shorten it, or tell it in two parts."),
        *map(words, rest),
    ]
    said_here = f"{why} Shorten it, or tell it in two parts."
    return _form(request, carried, readers, above, said_here)


def _form(
    request: Request,
    said: TellSaid,
    readers: Readers,
    above: Sequence[SectionBlock] = (),
    why: str = NOTHING_KEPT,
) -> Reply:
    first = {MATTER.name: said.matter or None, TEXT.name: said.text or None}
    view = TELL_FORM.view(first, above=[words(readers.said), *above])
    return opened(request, view, f"{readers.said} {why}", _opener(said))


def _opener(said: TellSaid) -> ButtonElement:
    """The button that opens the form, with what was said as far as a button can carry it."""
    opener = button("Open the form", FORM, said)
    return (
        opener
        if len(opener.value or "") <= VALUE
        else button("Open the form", FORM, TellSaid(matter=said.matter))
    )


def _keep(request: Request, matter: Matter, text: str) -> Message:
    """Keeps it, and leaves its readers a line. Raises Problem where nobody would read it, or it stands."""
    person = request.member.person_id
    if person is None:
        raise Problem("I can't find you on the roster.")
    if len(text) > LONGEST_TOLD:
        raise Problem(f"At most {LONGEST_TOLD:,} characters, please. {NOTHING_KEPT}")
    readers = readers_for(request)
    try:
        made = tell(
            request.session,
            person,
            matter,
            text,
            agencies_of_teller(request.member),
            request.trail(),
            chiefs=readers.about.chiefs,
        )
    except ToldAlready as before:
        day = spoken(request.region.day(before.held.told_at))
        raise Problem(f"You told this already, on {day}: it stands. Nothing was kept twice.") from None
    reading = [each.person_id for each in readers.reading if each.person_id is not None]
    leave_line(request.session, reading, CONFIDED, made.id, request.now)
    return kept_message(matter, readers.said)


TELL_FORM = Modal("ask", "Tell privately", "Tell", (MATTER, TEXT), submit)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "ask",
        ask,
        what="tell emergency management something privately; your lead never reads it",
        example="/ask",
        changes=True,
        takes="[concern, champion or why, and your words] | mine | champions | list | help",
    ),
    Form("ask concern", concern, what="raise a concern", example=EXAMPLE, changes=True),
    Form(
        "ask champion",
        champion,
        what="offer to be a champion of the shared plan",
        example="/ask champion I can speak for it on C shift",
        changes=True,
    ),
    Form(
        "ask why",
        why,
        what="say why a shared plan is wanted",
        example="/ask why Two agencies used two words for staging at Vine Street",
        changes=True,
    ),
    *TELL_FORM.entries(),
    Click(FORM, open_form),
)
