"""Every entry there is, in the order help lists them."""

from __future__ import annotations

from commands import helping, home, undoing
from commands.asking import answering, asking, champions, listing, mine
from commands.asking import letter as asking_letter
from commands.checklists import (
    adding,
    assigning,
    checklist,
    checklist_card,
    checklist_home,
    handing_out,
    letter_handed,
    progress,
    setting_up,
    snoozing,
    template_form,
    templates,
)
from commands.checklists import channel as checklist_channel
from commands.checklists import closing as item_closing
from commands.checklists import history as item_history
from commands.checklists import letter as checklist_letter
from commands.due import due, letter_weekly
from commands.due import letter as due_letter
from commands.exercises import (
    actions,
    actions_home,
    actions_settling,
    cancelling,
    closing,
    own_word,
    planning,
    planning_overview,
    report,
    reviewing,
    reviewing_actions,
    runs,
    signing_in,
    signing_in_presses,
    suggesting,
    taking_part,
    trend,
    verifying,
    yours_home,
)
from commands.exercises import letter as exercise_letter
from commands.exercises import listing as exercise_listing
from commands.kit.registry import Registry
from commands.letters import choosing, news
from commands.meetings import (
    answer_words,
    answers,
    asking_again,
    attendance,
    calendar_posts,
    calling,
    calls_home,
    follow_ups,
    minutes,
    notes,
    past,
    posting,
    presses,
    seats,
    sending,
)
from commands.meetings import asking as meeting_asking
from commands.meetings import cancelling as meeting_cancelling
from commands.meetings import letter as meeting_letter
from commands.meetings import listing as meeting_listing
from commands.meetings import moving as meeting_moving
from commands.readiness import (
    digests,
    explaining,
    gaps,
    measures,
    overview,
    played,
    projection,
    summary,
    teams,
    together,
)
from commands.region import (
    import_answers,
    import_templates,
    importing,
    names,
    plans,
    plans_adopting,
    plans_revising,
    plans_writing,
    positions,
    setup,
)
from commands.roster import (
    absences,
    absences_letter,
    agencies,
    linking,
    linking_letter,
    people,
    rights,
    transfers,
    units,
)
from commands.scorecard import answering as scorecard_answering
from commands.scorecard import letter as scorecard_letter
from commands.scorecard import measures as scorecard_measures
from commands.scorecard import scorecard
from commands.training import adding as class_adding
from commands.training import again as training_again
from commands.training import (
    brought_lists_presses,
    certificates,
    certificates_dropped,
    class_adding_said,
    class_listing,
    class_planning,
    class_presses,
    correcting,
    courses,
    courses_asked,
    courses_asking,
    courses_previews,
    courses_rules,
    courses_teaching,
    courses_writing,
    history,
    letter_verifying,
    log,
    moving,
    picking,
    tracing,
    transcript,
    wall,
)
from commands.training import closing as class_closing
from commands.training import letter as training_letter
from commands.training import reopening as class_reopening
from commands.training import verifying as verifying_records

CLASSES = (
    class_planning,
    class_presses,
    wall,
    moving,
    class_listing,
    class_closing,
    class_reopening,
    class_adding,
    class_adding_said,
)
COURSES = (
    courses,
    courses_asked,
    courses_writing,
    courses_rules,
    courses_teaching,
    courses_asking,
    courses_previews,
)
TRAINING = (
    log,
    brought_lists_presses,
    *CLASSES,
    history,
    verifying_records,
    picking,
    correcting,
    tracing,
    certificates,
    certificates_dropped,
    transcript,
    *COURSES,
    due,
)
SIGN_IN = (signing_in, signing_in_presses, runs, closing)
REVIEWS = (reviewing, reviewing_actions, report, actions, actions_settling, actions_home, trend)
EXERCISES = (
    planning_overview,
    exercise_listing,
    planning,
    suggesting,
    cancelling,
    *SIGN_IN,
    own_word,
    taking_part,
    verifying,
    yours_home,
    *REVIEWS,
)
CHECKLISTS = (
    checklist,
    adding,
    assigning,
    item_closing,
    snoozing,
    item_history,
    checklist_card,
    checklist_home,
    checklist_channel,
)
CALLS = (meeting_listing, past, calling, seats, meeting_moving, meeting_asking, meeting_cancelling, posting)
ANSWERING = (presses, sending, answer_words, answers, asking_again, calls_home)
AFTER_MEETINGS = (attendance, notes, follow_ups, minutes, calendar_posts)
PLANS = (plans, plans_writing, plans_revising, plans_adopting)
READINESS = (overview, teams, played, summary, projection, gaps, together, digests, measures)
SCORECARD = (scorecard, scorecard_answering, scorecard_measures)
TEMPLATES = (templates, setting_up, handing_out, template_form, progress)
REGION = (
    *PLANS,
    setup,
    people,
    agencies,
    units,
    names,
    importing,
    import_answers,
    import_templates,
    positions,
    linking,
    absences,
    rights,
    transfers,
)
ASKING = (asking, mine, listing, answering, champions)
LETTERS = (
    due_letter,
    letter_weekly,
    news,
    training_again,
    training_letter,
    letter_verifying,
    absences_letter,
    linking_letter,
    letter_handed,
    exercise_letter,
    checklist_letter,
    scorecard_letter,
    asking_letter,
    meeting_letter,
)
MODULES = (
    *TRAINING,
    *EXERCISES,
    *TEMPLATES,
    *CALLS,
    *ANSWERING,
    *AFTER_MEETINGS,
    *READINESS,
    *SCORECARD,
    *ASKING,
    *CHECKLISTS,
    *REGION,
    *LETTERS,
)


def registry() -> Registry:
    """All commands, clicks, modals, searches and shortcuts. Raises ValueError for two of one name."""
    declared = Registry.of(entry for module in MODULES for entry in module.ENTRIES)
    for each in choosing.entries(declared.letters):
        declared.add(each)
    for each in explaining.entries(declared.explains):
        declared.add(each)
    for each in undoing.entries(declared.undoes, declared.clicks):
        declared.add(each)
    for entry in (*home.entries(declared.home), *helping.entries(list(declared.forms.values()))):
        declared.add(entry)
    return declared
