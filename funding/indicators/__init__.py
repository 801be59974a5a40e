"""Targets of a grant: the funder's own codes, how far they have come, where today's pace leads, and why not."""
