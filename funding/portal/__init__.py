"""What a funder comes to: its grants, what is new, what was released, questions. Never people, never notes."""
