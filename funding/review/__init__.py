"""Before a release: comments, another's approval; and what may be re-opened after it."""
