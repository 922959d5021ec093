"""How one record of a completion is said: what it is, where it comes from, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel
from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import BUTTON, cut, plain
from commands.kit.origin import words_and_link
from commands.kit.request import Request
from storage.certificates import CertificateRecord, CertificateState
from storage.classes import ClassRecord
from storage.people import Person
from storage.recording import correction_of
from storage.region import Region
from storage.tracing import file_of, rejected_among
from storage.training import CompletionRecord
from words.days import spoken

LONGEST_WHY = 200
LONGEST_NAME = 80
SHORT_HASH = 12
LONGEST_ADDRESS = 3000
"""Characters of the address a button leads to."""


class OfRecord(BaseModel):
    """The record a button or a form is about."""

    record: int


def at(instant: datetime, region: Region) -> str:
    """An instant as it is read in the region: "2 Nov 2026, 09:00"."""
    local = instant.astimezone(region.zone)
    return f"{spoken(local.date())}, {local:%H:%M}"


def what_of(request: Request, record: CompletionRecord) -> str:
    """What was completed: "ASIM Basic on 1 Nov 2026, 4 h"."""
    said = f"{request.catalogue.courses[record.course_id].title} on {spoken(record.completed_on)}"
    if record.hours:
        said += f", {record.hours:g} h"
    return said if record.result == "pass" else f"{said}, incomplete"


def whose_and_what(request: Request, record: CompletionRecord) -> str:
    """The same with whose it is."""
    person = request.session.get_one(Person, record.person_id)
    return f"{person.name}: {what_of(request, record)}"


def details_of(record: CompletionRecord) -> list[str]:
    """What else was written down with it."""
    said = (
        ("", record.provider),
        ("instructor ", record.instructor),
        ("paid by ", record.funding),
        ("certificate expires ", "" if record.expires_on is None else spoken(record.expires_on)),
    )
    return [f"{lead}{cut(text, LONGEST_WHY)}" for lead, text in said if text]


def recorded_words(request: Request, record: CompletionRecord) -> str:
    """Who recorded it, when, and from where: which message, form, class or file."""
    by = record.recorded_by or ("an import" if record.import_id is not None else "somebody unknown")
    said = f"Recorded by {by} on {at(record.recorded_at, request.region)}"
    if file := file_of(request.session, record):
        return f"{said}, from {cut(file, LONGEST_WHY)}"
    held = None if record.class_id is None else request.session.get(ClassRecord, record.class_id)
    if held is not None:
        return (
            f"{said}, from the class of {spoken(held.held_on)} that {held.recorded_by or 'somebody'} opened"
        )
    words, _ = words_and_link(record.recorded_from or "")
    return f"{said}, from {words}" if words else said


def verified_words(request: Request, record: CompletionRecord) -> str:
    """Who confirmed it and when; or that nobody did."""
    if not record.verified:
        return "Not verified."
    by = f" by {record.verified_by}" if record.verified_by else ""
    on = f" on {at(record.verified_at, request.region)}" if record.verified_at is not None else ""
    return f"Verified{by}{on}."


def ended_words(request: Request, record: CompletionRecord) -> str:
    """What became of a record that stands no more, by whom and why; empty for one that stands."""
    if record.voided_at is not None:
        how = "Rejected" if rejected_among(request.session, [record.id]) else "Taken back"
        by = f" by {record.voided_by}" if record.voided_by else ""
        why = cut(record.void_reason or "no reason given", LONGEST_WHY)
        return f"{how}{by} on {at(record.voided_at, request.region)}: {why}."
    new = correction_of(request.session, record)
    if new is None:
        return ""
    return (
        f"Corrected by {new.recorded_by or 'an import'} on {at(new.recorded_at, request.region)}: "
        f"{what_of(request, new)} took its place."
    )


def trace_of(request: Request, record: CompletionRecord) -> Iterator[str]:
    """How one record came about, a line each."""
    more = details_of(record)
    yield f"{what_of(request, record)}{'; ' if more else ''}{', '.join(more)}"
    yield f"{recorded_words(request, record)}."
    yield verified_words(request, record)
    yield ended_words(request, record) or "It stands."


def certificate_trace(request: Request, proof: CertificateRecord) -> str:
    """How a certificate came about: its name, the start of its hash, by whom, what became of it."""
    name, region = cut(proof.name or "a file", LONGEST_NAME), request.region
    kept = {
        CertificateState.KEPT: f" (SHA-256 {(proof.sha256 or '')[:SHORT_HASH]}…)",
        CertificateState.COMING: " (on its way from Slack)",
        CertificateState.REFUSED: f" (not kept: {cut(proof.why, LONGEST_WHY)})",
    }[proof.state]
    by = proof.recorded_by or "an import"
    said = f"Certificate {name}{kept}: attached by {by} on {at(proof.recorded_at, region)}."
    if proof.voided_at is None:
        return said
    by = f" by {proof.voided_by}" if proof.voided_by else ""
    why = cut(proof.void_reason or "no reason given", LONGEST_WHY)
    return f"{said} Taken back{by} on {at(proof.voided_at, region)}: {why}."


def link_button(label: str, action: str, url: str) -> ButtonElement | None:
    """A button that opens an address; None for none, or for one too long to be opened."""
    if not url or len(url) > LONGEST_ADDRESS:
        return None
    return ButtonElement(text=plain(label, BUTTON), action_id=action, url=url)
