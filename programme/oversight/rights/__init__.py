"""Rights as people ask about them: what somebody sees and why, and the quarter's list for sign-off."""
