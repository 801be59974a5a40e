from programme.notices.models.day import LedgerDay
from programme.notices.models.delivery import Delivery
from programme.notices.models.mail_line import MailLine
from programme.notices.models.maintenance import Maintenance
from programme.notices.models.notice import Notice, Unmailed
from programme.notices.models.preference import Frequency, NoticePreference, Topic
from programme.notices.models.rule import ReminderRule, ReminderStep

__all__ = [
    "Delivery",
    "Frequency",
    "LedgerDay",
    "MailLine",
    "Maintenance",
    "Notice",
    "NoticePreference",
    "ReminderRule",
    "ReminderStep",
    "Topic",
    "Unmailed",
]
