"""How much a spreadsheet may be, and what is said when it is more or something else."""

from typing import Any

MOST_BYTES = 5 * 1024 * 1024  # the file as it is sent
MOST_UNPACKED = 50_000_000  # bytes in all parts of the archive
MOST_RATIO = 100  # unpacked to packed; an ordinary file lies between 4 and 30
SMALL_UNPACKED = 5_000_000  # below this a high ratio does no harm
MOST_MEMBERS = 200
MOST_DIRECTORY = 100_000  # bytes of the archive's index
MOST_ROWS = 5_000
TITLE_ROWS = 20  # lines that may stand above the headings
MOST_COLUMNS = 60  # with something in them
MOST_AREA = 1_200_000  # cells from the corner to the last one: that is what the reader allocates
MOST_TEXT = 20_000_000  # characters in all cells together
MOST_CELL = 32_767  # characters in one cell, as the format says
MOST_STRINGS = 1_500_000  # shared strings
MOST_MERGES = 5_000  # merged ranges
MOST_DEPTH = 1_000  # elements within each other, roughly counted; a sheet has six
MOST_LINES = 20  # line breaks in one cell of a text file; more means a quotation mark without its fellow
MEMORY = 500_000_000  # bytes of address space
SECONDS = 20  # of processor time


class Refused(Exception):
    """The file is not read. `code` says why (its words are in reading.py), `facts` the numbers that belong to it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
