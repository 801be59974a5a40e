"""Rates, costs and certificates as forms."""
