"""What each reminder says: the mail's subject, the sentence, and why this person gets it. No confidential content."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RuleText:
    """The words of one rule.

    `%(about)s` is what the notice is about, `%(on)s` the day of the matter, `%(role)s` the recipient's role and place.
    """

    subject: Any
    sentence: Any
    reason: Any


_STAGE_REASON = _("You get this because you are %(role)s, and the stage belongs to one of your companies.")
_HANDOVER_REASON = _("You get this because you are %(role)s, and the company is or was one of yours.")
_INTEREST_REASON = _("You get this because you are %(role)s, and companies that get in touch there come to you.")
_SESSION_REASON = _("You get this because you are %(role)s, and the company is one of yours.")
_ACTION_REASON = _("You get this because you are %(role)s, and the action belongs to one of your companies.")
_REPORT_REASON = _("You get this because you are %(role)s, and the report has to be on time.")
_TEXT_REASON = _("You get this because you are %(role)s, and the report needs the region's words.")
_RIGHTS_REASON = _("You get this because you are %(role)s, and answer for who may do what in the portal.")
_REVIEW_REASON = _("You get this because you are %(role)s, and nobody releases a report that she made alone.")
_QUESTION_REASON = _("You get this because you are %(role)s, and take part in questions about the report.")
_ESCALATED = _("Others were reminded before, and it still stands.")
TEXTS: dict[str, RuleText] = {
    "stage_ends": RuleText(
        _("A stage ends soon: %(about)s"),
        _("%(about)s: the stage ends on %(on)s. See what is left before it can be closed."),
        _STAGE_REASON,
    ),
    "stage_overdue": RuleText(
        _("A stage is overdue: %(about)s"),
        _("%(about)s: the stage should have ended on %(on)s. Close it, or plan what is left."),
        _STAGE_REASON,
    ),
    "no_session_soon": RuleText(
        _("Time for a session: %(about)s"),
        _("%(about)s: without a session by %(on)s the company has been silent for longer than the programme wants."),
        _SESSION_REASON,
    ),
    "no_session": RuleText(
        _("No session for a long time: %(about)s"),
        _("%(about)s: no session has been logged for longer than the programme wants. Plan one, or log what was held."),
        _SESSION_REASON,
    ),
    "session_unlogged": RuleText(
        _("Was the session held? %(about)s"),
        _("%(about)s: a session was planned for %(on)s, and nobody has logged it. Log it, or say what became of it."),
        _SESSION_REASON,
    ),
    "document_missing": RuleText(
        _("The agreement is missing: %(about)s"),
        _("%(about)s: the company has been under way since %(on)s, and no agreement is among its documents. Add it."),
        _SESSION_REASON,
    ),
    "action_soon": RuleText(
        _("An action is due soon: %(about)s"),
        _("%(about)s: this action is due on %(on)s."),
        _ACTION_REASON,
    ),
    "action_due": RuleText(
        _("An action is due: %(about)s"),
        _("%(about)s: the day of this action, %(on)s, has come. Close it, or give it a new day."),
        _ACTION_REASON,
    ),
    "region_given": RuleText(
        _("A company has left your region: %(about)s"),
        _("%(about)s: the company now belongs to another region. What was done before that stays counted in yours."),
        _HANDOVER_REASON,
    ),
    "region_taken": RuleText(
        _("A company has come to your region: %(about)s"),
        _("%(about)s: the company now belongs to your region. Read its card, and agree on the next step."),
        _HANDOVER_REASON,
    ),
    "region_changed": RuleText(
        _("One of your companies changes region: %(about)s"),
        _("%(about)s: the company now belongs to another region. Your task goes on until somebody changes it."),
        _HANDOVER_REASON,
    ),
    "coach_begins": RuleText(
        _("You coach a company: %(about)s"),
        _(
            "%(about)s: you are the company's coach from now on. Read its card, take the handover pack there, and plan "
            "the first session."
        ),
        _HANDOVER_REASON,
    ),
    "coach_ends": RuleText(
        _("Your task ends: %(about)s"),
        _("%(about)s: your task as the company's coach ends. Hand over what is open, and log what was held."),
        _HANDOVER_REASON,
    ),
    "cover_begins": RuleText(
        _("You cover for %(about)s"),
        _("You cover for %(about)s. In those days you see the companies, log and plan; then it ends by itself."),
        _("You get this because you are %(role)s, and a colleague is away."),
    ),
    "covered_by": RuleText(
        _("While you are away: %(about)s"),
        _("%(about)s: covers for you in those days. You keep your companies, and reminders go to who covers."),
        _("You get this because you are %(role)s, and it is noted that you are away."),
    ),
    "interest_new": RuleText(
        _("A new expression of interest: %(about)s"),
        _("%(about)s wants to hear about the programme. Call within three working days."),
        _INTEREST_REASON,
    ),
    "interest_waiting": RuleText(
        _("An expression of interest waits: %(about)s"),
        _("%(about)s has waited over three working days for an answer. Call, and take the company in or say why not."),
        _INTEREST_REASON,
    ),
    "interest_handed_over": RuleText(
        _("An expression of interest was handed over: %(about)s"),
        _("%(about)s: a colleague handed the expression of interest over to another region. You need not answer it."),
        _INTEREST_REASON,
    ),
    "period_due": RuleText(
        _("A report is due: %(about)s"),
        _("%(about)s: the report of this period is due on %(on)s."),
        _REPORT_REASON,
    ),
    "text_asked": RuleText(
        _("A text for a report: %(about)s"),
        _("%(about)s: the programme office asks for your region's words. A few lines are enough."),
        _TEXT_REASON,
    ),
    "text_due": RuleText(
        _("A text for a report is due: %(about)s"),
        _("%(about)s: answer by %(on)s, or say that there is nothing to report."),
        _TEXT_REASON,
    ),
    "text_overdue": RuleText(
        _("A text for a report is overdue: %(about)s"),
        _("%(about)s: the region was to answer by %(on)s. A few lines are enough, or that there is nothing to report."),
        _TEXT_REASON,
    ),
    "period_overdue": RuleText(
        _("A report is overdue: %(about)s"),
        _("%(about)s: the report of this period was due on %(on)s. Release it, or agree on a new day with the funder."),
        _REPORT_REASON,
    ),
    "report_to_review": RuleText(
        _("A report waits for your review: %(about)s"),
        _("%(about)s: a colleague sent the report to review on %(on)s. Read it, then approve it or send it back."),
        _REVIEW_REASON,
    ),
    "report_approved": RuleText(
        _("Your report is approved: %(about)s"),
        _("%(about)s: the report was approved on %(on)s. It can be released."),
        _REVIEW_REASON,
    ),
    "report_sent_back": RuleText(
        _("Your report is sent back: %(about)s"),
        _("%(about)s: a reviewer sent the report back on %(on)s. What has to be changed stands on its page."),
        _REVIEW_REASON,
    ),
    "question_asked": RuleText(
        _("A funder asks about a report: %(about)s"),
        _("%(about)s: the funder has a question. Answer it on its page within five working days."),
        _QUESTION_REASON,
    ),
    "question_waiting": RuleText(
        _("A funder waits for an answer: %(about)s"),
        _("%(about)s: the funder's question has waited five working days. Answer it, if only to say when you can."),
        _QUESTION_REASON,
    ),
    "question_answered": RuleText(
        _("Your question is answered: %(about)s"),
        _("%(about)s: the programme office has answered your question. Read the answer on its page."),
        _("You get this because you are %(role)s, and asked about the report."),
    ),
    "rights_due": RuleText(
        _("The list of rights is to be signed off: %(about)s"),
        _("%(about)s: look at who may do what in the portal, and sign the list off by %(on)s."),
        _RIGHTS_REASON,
    ),
    "rights_overdue": RuleText(
        _("The list of rights is not signed off: %(about)s"),
        _("%(about)s: the list was to be signed off by %(on)s. Look at who may do what, and sign it off."),
        _RIGHTS_REASON,
    ),
}
OTHER = RuleText(
    _("Reminder: %(about)s"),
    _("%(about)s: something needs your attention."),
    _("You get this because you are %(role)s."),
)


def of(rule: str) -> RuleText:
    """The words of a rule; plain ones for a rule that has none of its own."""
    return TEXTS.get(rule, OTHER)


def subject(rule: str, about: str) -> str:
    """The subject of a mail, in the language in force."""
    return str(of(rule).subject) % {"about": about}


def sentence(rule: str, about: str, on: date) -> str:
    """What is the case, in the language in force."""
    return str(of(rule).sentence) % {"about": about, "on": date_format(on)}


def reason(rule: str, role: str, *, is_escalation: bool) -> str:
    """Why this person gets it, in the language in force."""
    why = str(of(rule).reason) % {"role": role}
    return f"{why} {_ESCALATED}" if is_escalation else why
