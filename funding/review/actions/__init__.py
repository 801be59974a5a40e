"""The verbs of a review."""

from funding.review.actions.approvals import approve, send_back
from funding.review.actions.comments import answer, comment, reopen, settle

__all__ = ["answer", "approve", "comment", "reopen", "send_back", "settle"]
