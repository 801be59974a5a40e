"""Spreadsheets with companies and contacts: read, columns found, rows checked, rows saved, bad rows given back."""
