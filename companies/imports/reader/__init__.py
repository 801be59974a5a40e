"""Reads one spreadsheet in a process of its own (TRUST.md T8). Nothing here knows Django."""
