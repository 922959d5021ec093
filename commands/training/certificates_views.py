"""How certificates are shown, asked about and said back; and the fields that bring them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, cut, option, says, words
from commands.kit.fields import files_field
from commands.kit.forms import link_field, one_of, optional_day_field
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.logs import OPEN_LOG, UNDO_NOTE, LogSaid
from files.certificates import KINDS, KNOWN_ENDINGS
from storage.certificates import CertificateRecord, CertificateState
from words.amounts import listing
from words.days import spoken

OPEN, PLACE, UNDO, LET_GO = "certificate.open", "certificate.place", "certificate.undo", "certificate.let_go"
SHOW, CHOSEN, REMOVE = "certificate.show", "certificate.chosen", "certificate.remove"
MOST_FILES = 10
"""Files taken at once; Slack's own client sends no more in one message."""

ON_THE_WAY = "I'm fetching it from Slack now, and tell you if I can't keep it."
FEW = 3
"""Certificates that have a button each; more stand in a menu."""
MOST_OPTIONS = 100
NAME = 40


class Attach(BaseModel):
    """What the form that attaches is opened with: a record, and files that wait already."""

    completion: int = 0
    waiting: list[int] = []


class Placing(BaseModel):
    """Files that wait, and the record they are to go to."""

    certificates: list[int]
    completion: int = 0


class Attached(BaseModel):
    """What undoing takes back: certificates, and the correction that noted when they expire; since when."""

    certificates: list[int]
    corrected: int = 0
    at: datetime


class One(BaseModel):
    """Which certificate a button is about."""

    certificate: int


@dataclass(frozen=True)
class ShownRecord:
    """A record among those to choose from, as a button says it."""

    completion: int
    label: str


@dataclass(frozen=True)
class ShownCertificate:
    """A certificate that can be asked for, with the record it belongs to in a few words."""

    certificate: int
    label: str


FILES = files_field(
    "files",
    "Certificate",
    sorted(KNOWN_ENDINGS),
    MOST_FILES,
    hint=f"{KINDS[0].upper()}{KINDS[1:]}. Only that person, their lead and an emergency manager can see it.",
    optional=True,
)
LINK = link_field("link", "Or a link to it")
EXPIRES = optional_day_field(
    "expires", "Expires on (as it says)", hint="Empty: it says nothing, and the course's own rule counts."
)


def named(files: Sequence[CertificateRecord]) -> str:
    """Some files by name."""
    return listing([cut(each.name or "the file", NAME) for each in files])


def certificate_words(found: Sequence[CertificateRecord]) -> str:
    """What a record's line says of its certificates, with what became of each."""
    said = [_word(each) for each in found if each.state is not CertificateState.AGAIN]
    return f"; certificate {', '.join(said)}" if said else ""


def ways_to(found: Sequence[ShownCertificate]) -> list[ActionsBlock]:
    """What gives the certificates that are kept: a button each, or a menu where they are many."""
    if len(found) <= FEW:
        return buttons(
            *(
                button(
                    f"Certificate: {each.label}",
                    f"{SHOW}:{each.certificate}",
                    One(certificate=each.certificate),
                )
                for each in found
            )
        )
    options = [option(each.label, str(each.certificate)) for each in found[:MOST_OPTIONS]]
    return [ActionsBlock(elements=[one_of(CHOSEN, options, "Certificate")])]


def certificate_buttons(certificates: Sequence[int]) -> list[ButtonElement]:
    """What gives the certificates of one record, where its row says already which one that is."""
    many = len(certificates) > 1
    return [
        button(f"Certificate {place}" if many else "Certificate", f"{SHOW}:{each}", One(certificate=each))
        for place, each in enumerate(certificates[:FEW], 1)
    ]


def attach_button(completion: int = 0, label: str = "Attach certificate") -> ButtonElement:
    """What opens the form that attaches one to a record."""
    return button(label, OPEN, Attach(completion=completion))


def attach_waiting(files: Sequence[CertificateRecord], record: ShownRecord) -> list[ActionsBlock]:
    """Offers to attach files that were sent before to a record that came since."""
    placing = Placing(certificates=[each.id for each in files][:MOST_FILES], completion=record.completion)
    return buttons(button(f"Attach {named(files)}", PLACE, placing))


def attached_message(
    request: Request,
    files: Sequence[CertificateRecord],
    record: str,
    said: Sequence[str],
    corrected: int | None,
) -> Message:
    """What was attached to which record, with what takes it back; `said` is what else is to be known.

    Whose account belongs to nobody on the roster can't be known again: they undo nothing.
    """
    is_somebody = request.member.person_id is not None
    goes = "goes" if len(files) == 1 else "go"
    lines = [f"{named(files)} {goes} to the record of {record}."] if files else []
    blocks: list[Block] = [words("\n".join([*lines, *said]))]
    undo = Attached(certificates=[each.id for each in files], corrected=corrected or 0, at=request.now)
    if files:
        blocks.append(aside(f"{ON_THE_WAY} {UNDO_NOTE}" if is_somebody else ON_THE_WAY))
    return Message(
        [
            *blocks,
            *buttons(
                button("Undo", UNDO, undo) if is_somebody and (files or corrected) else None,
                says("My record", "training history", "history") if is_somebody else None,
            ),
        ]
    )


def which_message(
    files: Sequence[CertificateRecord],
    records: Sequence[ShownRecord],
    logs: LogSaid,
    head: str,
    said: Sequence[str],
) -> Message:
    """Asks which record some files belong to, or offers to log one with what is known of it."""
    waiting = [each.id for each in files]
    asked = (
        "Which record is it for?" if records else "Log the class first: the receipt then offers to attach it."
    )
    if logs.expires_on is not None:
        said = [*said, f"It expires on {spoken(logs.expires_on)}, as you say."]
    choices = [
        button(
            each.label,
            f"{PLACE}:{each.completion}",
            Placing(certificates=waiting, completion=each.completion),
        )
        for each in records
    ]
    return Message(
        [
            words("\n".join([head, *said, asked])),
            *buttons(*choices),
            *buttons(
                button("Another record", f"{OPEN}:other", Attach(waiting=waiting)),
                button("Log a class", OPEN_LOG, logs),
                button("Let it go", LET_GO, Placing(certificates=waiting)),
            ),
        ]
    )


def _word(certificate: CertificateRecord) -> str:
    name = cut(certificate.name or "(file)", NAME)
    if certificate.voided_at is not None:
        return f"{name} (taken back: {cut(certificate.void_reason or 'no reason given', 80)})"
    if certificate.state is CertificateState.COMING:
        return f"{name} (on its way)"
    if certificate.state is CertificateState.REFUSED:
        return f"{name} (not kept)"
    return name
