from programme.notices.models.delivery import Delivery
from programme.notices.models.notice import Notice
from programme.notices.models.preference import Frequency, NoticePreference, Topic

__all__ = ["Delivery", "Frequency", "Notice", "NoticePreference", "Topic"]
