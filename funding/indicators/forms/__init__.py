"""Input to targets and to why outcomes lie off their plan."""
