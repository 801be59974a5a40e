"""The demo world: invented people and companies in a programme shaped by DOMAIN.md, relative to today."""
