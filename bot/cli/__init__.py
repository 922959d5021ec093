"""The command line: `muster`. A command's module is imported when the command is used, so help stays quick.

Adding a command is one line in `COMMANDS`.
"""

from __future__ import annotations

from bot.cli.lazily import LazyGroup, Place

COMMANDS = (
    Place("due", "bot.cli.answers", "due", "Who is due for a refresher."),
    Place("ask", "bot.cli.ask", "ask", "What is understood of words as they are said, and the answer."),
    Place("coverage", "bot.cli.answers", "coverage", "How much of what is asked is covered."),
    Place("explain", "bot.cli.numbers", "explain", "How a number was reached, by the key beside it."),
    Place("history", "bot.cli.history", "history", "One person's record, each completion traced."),
    Place("courses", "bot.cli.courses", "courses", "What is asked of whom, and how often."),
    Place("teams", "bot.cli.exercises", "teams", "How many full teams could run the checklist."),
    Place("bench", "bot.cli.exercises", "bench", "Who has played each position lately, in numbers."),
    Place(
        "exercises", "bot.cli.exercises", "exercises", "How far each exercise reached, and who was missing."
    ),
    Place("together", "bot.cli.exercises", "together", "Which agencies have played together, and when last."),
    Place("gaps", "bot.cli.gaps", "gaps", "What was never done together."),
    Place("suggest", "bot.cli.gaps", "suggest", "The exercise that closes the most gaps at once."),
    Place("actions", "bot.cli.exercises", "actions", "Where each corrective action stands."),
    Place("projection", "bot.cli.pacing", "projection", "When targets are reached, if nothing changes."),
    Place("wave", "bot.cli.pacing", "wave", "What falls due each month, beside what can be taught."),
    Place("plans", "bot.cli.exercises", "plans", "The shared plans' revisions, and who adopted them."),
    Place(
        "scorecard", "bot.cli.scorecards", "scorecard", "What the region, or an agency, hopes and can prove."
    ),
    Place("transcript", "bot.cli.transcripts", "transcript", "One person's training record as a file."),
    Place("report", "bot.cli.documents", "report", "An exercise's after-action report as a document."),
    Place("summary", "bot.cli.documents", "summary", "One page for a council: how ready, and how we know."),
    Place("import", "bot.cli.importing", "imports", "Bring in a spreadsheet, or a county's folder of them."),
    Place("template", "bot.cli.templates", "template_of", "A spreadsheet to fill in and import."),
    Place("export", "bot.cli.exporting", "exports", "Take records away as a table, CSV, XLSX or JSON."),
    Place("catalogue", "bot.cli.store", "catalogue", "The starting catalogue of courses and positions."),
    Place(
        "standing",
        "bot.cli.store",
        "standing",
        "Where everybody stands, and who can play what, anew.",
    ),
    Place("db", "bot.cli.store", "database", "The database: set it up, upgrade it, look at it."),
    Place(
        "certificates",
        "bot.cli.certificates",
        "certificates",
        "The certificates, and whether they are whole.",
    ),
    Place("audit", "bot.cli.audit", "audit", "Where the audit ends, and whether it is as it was written."),
    Place("grant", "bot.cli.people", "grant", "Make somebody an agency lead or an emergency manager."),
    Place("rights", "bot.cli.people", "rights", "Who holds which right, and what each right allows."),
    Place("link", "bot.cli.people", "link", "Link somebody on the roster to a Slack user."),
    Place("serve", "bot.cli.running", "serve", "Answer in Slack."),
    Place("demo", "bot.cli.running", "demo", "A practice workspace with a county in it."),
    Place("doctor", "bot.cli.doctor", "doctor", "Look at everything Muster needs, and say what to do."),
    Place("manifest", "bot.cli.running", "manifest", "The Slack app's manifest."),
)


def command_line() -> LazyGroup:
    """The whole command line, ready to be called."""
    return LazyGroup(
        COMMANDS,
        name="muster",
        help="Muster: who is trained, who is due, and how we know.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )


def main() -> None:
    """Runs `muster` with what was typed."""
    command_line()(prog_name="muster")


__all__ = ["COMMANDS", "command_line", "main"]
