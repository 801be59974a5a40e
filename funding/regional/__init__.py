"""What regions tell for reports: asked of their leaders by a notice, answered in words or with "nothing to report"."""
