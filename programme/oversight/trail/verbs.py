"""What each verb of the audit trail says, after the name of who did it: `Anna Berg entered the company`.

Every verb that the code writes stands here once, under the group that the trail is filtered by. A new verb without
words is found by tests/conventions/test_verbs.py. To look or to take is an act too, where the code writes it down.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Verbs of one matter, as the trail's filter offers them."""

    key: str
    label: Any
    words: dict[str, Any]


PEOPLE = Group("people", _("People and rights"), {
    "person-invite": _("invited a person"),
    "person-invite-again": _("mailed a new invitation"),
    "invitation-accept": _("accepted the invitation"),
    "appointment-add": _("gave a task"),
    "appointment-end": _("ended a task"),
    "person-deactivate": _("closed an account"),
    "person-reactivate": _("opened an account again"),
    "person-looked-at": _("looked at what a person sees"),
    "rights-sign": _("signed off the list of rights"),
    "account-change": _("changed the own settings"),
    "work-list-save": _("saved a work list"),
    "work-list-rename": _("renamed a work list"),
    "work-list-share": _("shared a work list"),
    "work-list-unshare": _("ended the sharing of a work list"),
    "work-list-remove": _("removed a work list"),
    "notice-wishes-changed": _("changed how often mails come"),
    "notice-mails-off-by-link": _("switched mails off by a link"),
    "notice-mails-on-by-link": _("switched mails on by a link"),
    "calendar-address-make": _("made an address for the calendar"),
    "calendar-address-withdraw": _("withdrew the address for the calendar"),
})  # fmt: skip
COMPANIES = Group("companies", _("Companies and contacts"), {
    "enter_company": _("entered the company"),
    "change_company": _("changed the company's facts"),
    "add_contact": _("added a contact"),
    "change_contact": _("changed a contact"),
    "log_contact": _("logged a contact with the company"),
    "correct_contact": _("corrected the contact log"),
    "set_next_step": _("set the next step"),
    "add_document": _("added a document"),
    "remove_document": _("removed a document"),
})  # fmt: skip
INTERESTS = Group("interests", _("Expressions of interest"), {
    "express_interest": _("received an expression of interest"),
    "take_in_interest": _("took in an expression of interest"),
    "attach_interest": _("attached an expression of interest to a company"),
    "hand_over_interest": _("handed an expression of interest over"),
    "dismiss_interest": _("dismissed an expression of interest"),
    "remove_interest": _("removed an old expression of interest"),
})  # fmt: skip
IMPORTS = Group("imports", _("Imports and registers"), {
    "receive_import": _("uploaded a file to import"),
    "keep_import_sheet": _("kept the file's sheet"),
    "choose_import_sheet": _("chose a sheet of the file"),
    "choose_import_columns": _("chose the file's columns"),
    "read_import": _("read the file"),
    "check_import": _("checked the file's rows"),
    "check_import_again": _("had the file's rows checked again"),
    "tick_import_row": _("chose a row of the file"),
    "begin_import": _("began an import"),
    "import_companies": _("imported companies"),
    "stop_import": _("stopped an import"),
    "remove_import": _("removed an import"),
    "load_register": _("loaded the business register"),
    "load_postal_codes": _("loaded the postal codes"),
})  # fmt: skip
PATH = Group("path", _("Enrolments, stages and coaches"), {
    "enrol": _("enrolled the company"),
    "move": _("moved the company"),
    "admit": _("admitted the company"),
    "start": _("started the programme"),
    "pause": _("paused the programme"),
    "resume": _("resumed the programme"),
    "withdraw": _("noted that the company leaves"),
    "take_back": _("took the company back"),
    "complete": _("completed the programme"),
    "check_requirement": _("ticked a requirement"),
    "close_stage": _("closed a stage"),
    "extend": _("extended the plan"),
    "transfer": _("transferred the company to another region"),
    "coach-replace": _("replaced a coach"),
    "coach-assign": _("assigned a coach"),
    "coach-assignment-end": _("ended a coach's assignment"),
})  # fmt: skip
SESSIONS = Group("sessions", _("Sessions, plan and absence"), {
    "session-log": _("logged a session"),
    "session-change": _("changed a session"),
    "session-files-add": _("added files to a session"),
    "session-file-remove": _("removed a session's file"),
    "session-plan": _("planned a session"),
    "session-confirm": _("confirmed a planned session"),
    "session-move": _("moved a planned session"),
    "session-cancel": _("called off a planned session"),
    "session-no-show": _("noted that nobody came"),
    "activity-enter": _("entered an activity"),
    "activity-change": _("changed an activity"),
    "absence-enter": _("entered an absence"),
    "absence-change": _("changed an absence"),
    "absence-withdraw": _("withdrew an absence"),
    "topic-add": _("added a topic of sessions"),
    "topic-change": _("changed a topic of sessions"),
})  # fmt: skip
ACTIONS = Group("actions", _("Actions and goals"), {
    "action-add": _("added an action"),
    "action-change": _("changed an action"),
    "action-close": _("closed an action"),
    "action-reopen": _("reopened an action"),
    "action-begin": _("began an action"),
    "action-drop": _("dropped an action"),
    "action-comment": _("commented on an action"),
    "goal-add": _("added a goal"),
    "goal-change": _("changed a goal"),
    "goal-reach": _("noted a goal as reached"),
    "goal-reopen": _("noted a goal as not reached after all"),
})  # fmt: skip
MONEY = Group("money", _("Grants and money"), {
    "funder-add": _("entered a funder"),
    "funder-change": _("changed a funder"),
    "grant-add": _("entered a grant"),
    "grant-change": _("changed a grant"),
    "decisions-set": _("changed a grant's decisions"),
    "budget-set": _("changed a grant's budget"),
    "co-financing-set": _("changed a grant's co-financing"),
    "certificate-add": _("entered a certificate of co-financing"),
    "certificate-withdraw": _("withdrew a certificate of co-financing"),
    "allocation-add": _("let a grant pay a share"),
    "allocation-change": _("changed a grant's share"),
    "allocation-remove": _("removed a grant's share"),
    "shares-lay": _("laid shares of a grant by a rule"),
    "target-add": _("set a target"),
    "target-change": _("changed a target"),
    "target-end": _("ended a target"),
    "target-remove": _("removed a target"),
    "cost-add": _("booked a cost"),
    "cost-change": _("changed a cost"),
    "cost-withdraw": _("withdrew a cost"),
    "costs-import": _("imported costs"),
    "rate-add": _("set an hourly rate"),
    "rate-change": _("changed an hourly rate"),
    "rate-end": _("ended an hourly rate"),
    "rate-remove": _("removed an hourly rate"),
})  # fmt: skip
REPORTS = Group("reports", _("Reports and questions"), {
    "calendar-lay": _("laid a grant's reporting calendar"),
    "period-add": _("added a reporting period"),
    "period-change": _("changed a reporting period"),
    "period-extend": _("extended a reporting period's due day"),
    "period-skip": _("skipped a reporting period"),
    "period-skip-back": _("took back that a reporting period is skipped"),
    "period-remove": _("removed a reporting period"),
    "regions-asked": _("asked regions for texts"),
    "region-answered": _("handed in a region's text"),
    "report-made": _("made a report"),
    "report-built": _("counted a report's figures"),
    "report-written": _("wrote a report's texts"),
    "report-sent-to-review": _("sent a report to review"),
    "report-sent-back": _("sent a report back"),
    "report-back-to-draft": _("took a report back to draft"),
    "report-approved": _("approved a report"),
    "report-released": _("released a report"),
    "report-restricted": _("restricted a report"),
    "report-commented": _("commented on a report"),
    "report-comment-answered": _("answered a comment on a report"),
    "report-comment-settled": _("settled a comment on a report"),
    "report-comment-reopened": _("reopened a comment on a report"),
    "signal-waived": _("waived a warning of a report"),
    "variance-explained": _("explained a target that was missed or passed"),
    "story-written": _("wrote a story"),
    "story-changed": _("changed a story"),
    "story-withdrawn": _("withdrew a story"),
    "stories-chosen": _("chose a report's stories"),
    "template-copied": _("copied a report template"),
    "template-changed": _("changed a report template"),
    "template-retired": _("retired a report template"),
    "template-taken-back": _("took a report template back into use"),
    "question-asked": _("asked about a report"),
    "question-written": _("wrote again about a report"),
    "question-answered": _("answered a question about a report"),
    "question-closed": _("closed a question about a report"),
})  # fmt: skip
STRUCTURE = Group("structure", _("Programme and regions"), {
    "programme-change": _("changed the programme"),
    "programme-copy": _("copied the programme"),
    "version-add": _("added a programme edition"),
    "stage-change": _("changed a stage"),
    "region-change": _("changed a region"),
    "host-add": _("entered a host organisation"),
})  # fmt: skip
REMINDERS = Group("reminders", _("Reminders and mails"), {
    "reminder-rule-set": _("set a rule of reminders"),
    "reminder-rule-remove": _("removed a rule of reminders"),
    "maintenance-enter": _("told everybody about maintenance"),
    "maintenance-withdraw": _("withdrew a notice of maintenance"),
    "mail-sent-again": _("had a mail sent again"),
    "mail-settled": _("noted what became of a mail"),
    "job-asked": _("asked for a job in the background"),
})  # fmt: skip
SIGNALS = Group("signals", _("Signals"), {
    "signal-seen": _("noted a signal as seen"),
    "signal-handled": _("noted a signal as handled"),
    "signal-waive": _("waived a signal"),
    "signal-reopen": _("took up a signal again"),
    "signal-rule-set": _("set a rule of signals"),
})  # fmt: skip
TAKEN = Group("taken", _("Taken out of the portal"), {
    "exported": _("took a list as a spreadsheet"),
    "downloaded": _("downloaded a report"),
    "dossier-kept": _("had a report's dossier made"),
    "file-verified": _("checked a file against a report"),
    "unknown-file-verified": _("checked a file that is none of ours"),
    "take_document": _("downloaded a document"),
    "take_bad_rows": _("downloaded an import's bad rows"),
    "plan-print": _("took the action plan as a PDF"),
    "board-pack-taken": _("took the board pack as a PDF"),
    "handover-print": _("took the handover pack as a PDF"),
})  # fmt: skip
GROUPS = (
    PEOPLE, COMPANIES, INTERESTS, IMPORTS, PATH, SESSIONS, ACTIONS, MONEY, REPORTS, STRUCTURE, REMINDERS, SIGNALS,
    TAKEN,
)  # fmt: skip
VERBS: dict[str, Any] = {verb: words for group in GROUPS for verb, words in group.words.items()}


def in_words(verb: str) -> str:
    """What a verb says. One that the code no longer writes stands as it is."""
    return str(VERBS.get(verb, verb.replace("_", " ").replace("-", " ")))
