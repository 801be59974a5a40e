"""How fast: printed by `make bench`, not judged."""
