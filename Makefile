.PHONY: help
help:
	@grep -E '^## ' Makefile | sed 's/## //'
