"""`muster certificates`: how many there are, and whether their bytes are still those that were brought."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import func, select

from bot.cli.desk import desk_of
from bot.cli.printing import echo
from storage.certificates import CertificateContent, CertificateRecord, CertificateState, contents
from words.amounts import plural

certificates = typer.Typer(add_completion=False, invoke_without_command=True)


@certificates.callback()
def certificates_group(
    context: typer.Context,
    verify: Annotated[
        bool, typer.Option("--verify", help="Work out every file's SHA-256 anew and compare it.")
    ] = False,
) -> None:
    """How many certificates there are; with --verify, whether each file still has its hash."""
    with desk_of(context).store() as store, store.reading() as session:
        by_state = dict(
            session.execute(
                select(CertificateRecord.state, func.count()).group_by(CertificateRecord.state)
            ).all()
        )
        files = session.scalar(select(func.count()).select_from(CertificateContent)) or 0
        kept, coming, refused, again = (by_state.get(state, 0) for state in _ORDER)
        echo(
            f"{plural(kept, 'certificate')} kept, in {plural(files, 'file')}; {coming:,} on their way, "
            f"{refused + again:,} not kept."
        )
        if not verify:
            return
        changed = [name for name, wrong in contents(session) if wrong]
    if changed:
        for name in changed:
            echo(f"Not what was brought: the file with SHA-256 {name}.", err=True)
        raise typer.Exit(1)
    echo("Every file is what was brought: its SHA-256 is the one on record.")


_ORDER = (CertificateState.KEPT, CertificateState.COMING, CertificateState.REFUSED, CertificateState.AGAIN)
