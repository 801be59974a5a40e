"""One act on many companies of the list: who is meant, what may be done to each and why not, and the doing."""
