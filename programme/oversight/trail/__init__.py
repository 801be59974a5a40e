"""The audit trail as a page: everything that was done, in words, to search and to take along."""
