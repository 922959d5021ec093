"""Certificates: what proves a completion, copied into the store with its hash.

A file that was brought in Slack is fetched afterwards: until then it is on its way. Its bytes stand apart
from the row that speaks of them, once however often the same file is brought, and go into every copy of the
store.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, TakenBack
from storage.training import new_record


class CertificateState(StrEnum):
    """Where a certificate's file is."""

    COMING = "coming"  # to be fetched from Slack
    KEPT = "kept"
    REFUSED = "refused"  # `why` says why


class CertificateContent(Base):
    """The bytes of a file, by their SHA-256 in hexadecimal."""

    __tablename__ = "certificate_content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateRecord(Base, TakenBack):
    """One person's certificate, of a completion or not yet of one (`completion_id` None: which is asked).

    `file_id` is the file's id in the workspace it was brought in; `size` in bytes; `media_type` what its
    content is, whatever it was called.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_person", "person_id"),
        Index("ix_certificate_completion", "completion_id"),
        Index("ix_certificate_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"), default=None)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("certificate_content.sha256"), default=None)
    state: Mapped[CertificateState] = mapped_column(
        Enum(
            CertificateState,
            native_enum=False,
            length=20,
            values_callable=lambda states: [*map(str, states)],
        ),
        default=CertificateState.COMING,
    )
    why: Mapped[str] = mapped_column(default="")
    workspace: Mapped[str] = mapped_column(default="")
    file_id: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    recorded_from: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
