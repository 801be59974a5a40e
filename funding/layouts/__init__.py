"""Report templates: which parts a funder's reports have and in which order, changed on pages and not in code."""
