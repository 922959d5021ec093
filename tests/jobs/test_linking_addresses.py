"""An address somebody had, or has elsewhere: it keeps a link that is there, and gives nothing else."""

from __future__ import annotations

import pytest

from commands.kit.speaker import speaker_by_email
from storage.addresses import release
from storage.audit import Trail
from storage.linking import link_those_known
from storage.people import Person, PersonAddress
from storage.rights import managers_of
from tests.jobs.town import NOW, Town


def _had(town: Town, person: int, first: str) -> None:
    """Somebody is known by another address beside today's."""
    with town.store.writing() as session:
        session.add(PersonAddress(email=f"{first}{town.mail}", person_id=person, recorded_at=NOW))


@pytest.mark.postgres
def test_an_address_somebody_had_links_nobody_and_keeps_a_link_that_is_there(town: Town) -> None:
    """Neither when they are met, nor in the walk, nor when a roster comes in."""
    ada, stranger = town.on_roster("ada"), town.in_slack("mallory")
    ours = town.in_slack("ada")
    town.walk()
    _had(town, ada, "mallory")
    town.walk()
    town.meet(stranger, speaks=True)
    with town.store.writing() as session:
        assert link_those_known(session, NOW) == 0
        session.get_one(Person, ada).email = f"new{town.mail}"
    _had(town, ada, "ada")
    town.walk()
    assert town.identity(stranger).person_id is None
    assert town.identity(ours).person_id == ada, "the link stays"
    ben = town.on_roster("ben")
    with town.store.writing() as session:
        assert release(session, f"ada{town.mail}", Trail("a test", "job", NOW))
        session.get_one(Person, ben).email = f"ada{town.mail}"
    town.walk()
    assert town.identity(ours).person_id == ben, "whoever bears it now"


def test_the_settings_give_their_rights_to_nobody_for_an_address_they_had(town: Town) -> None:
    """The one whom the settings name is somebody of their own, and the address theirs alone."""
    ada = town.on_roster("ada")
    _had(town, ada, "morgan")
    with town.store.reading() as session:
        assert managers_of(session, town.region) == []
        morgan = speaker_by_email(session, f"morgan{town.mail}", NOW.date(), town.region)
    assert morgan is not None
    assert (morgan.person_id, morgan.is_manager) == (None, True)
    actor = town.in_slack("morgan")
    town.meet(actor, speaks=True)
    met = town.identity(actor).person_id
    assert met not in (None, ada)
    with town.store.reading() as session:
        assert managers_of(session, town.region) == [met]
    assert town.audited() == ["an address is no longer theirs", "person added", "linked to Slack"]
