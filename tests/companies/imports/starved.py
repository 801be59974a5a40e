"""The worker with hardly any memory: what happens when a file takes more than it may have."""

from companies.imports.reader import limits, worker

if __name__ == "__main__":
    limits.MEMORY = 30_000_000
    worker.main()
