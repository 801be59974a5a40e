"""The verbs of this room. Keyword-only, `by` a person, one transaction, one audit event each."""

from companies.actions.company import change_company, enter_company, may_enter, region_for
from companies.actions.contact import add_contact, change_contact
from companies.actions.document import add_document, note_document_taken, remove_document
from companies.actions.enrolment import admit, enrol, move, set_next_step
from companies.actions.logged_contact import Following, correct_logged_contact, log_contact
from companies.actions.planning import earliest_transfer_on, earliest_transfers_on, extend, extended_plan, transfer
from companies.actions.rules import WrongMove
from companies.actions.running import complete, pause, resume, start, withdraw
from companies.actions.stage import check_requirement, close_stage, open_requirements

__all__ = [
    "Following",
    "WrongMove",
    "add_contact",
    "add_document",
    "admit",
    "change_company",
    "change_contact",
    "check_requirement",
    "close_stage",
    "complete",
    "correct_logged_contact",
    "earliest_transfer_on",
    "earliest_transfers_on",
    "enrol",
    "enter_company",
    "extend",
    "extended_plan",
    "log_contact",
    "may_enter",
    "move",
    "note_document_taken",
    "open_requirements",
    "pause",
    "region_for",
    "remove_document",
    "resume",
    "set_next_step",
    "start",
    "transfer",
    "withdraw",
]
