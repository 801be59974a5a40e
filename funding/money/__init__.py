"""Money as it goes: what hours are worth, what was spent, what partners certified, and what is left of a grant."""
