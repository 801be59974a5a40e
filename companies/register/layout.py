"""The file that Statistics Sweden publishes each week: Latin-1, tabs between columns, a header, names in any order.

Each name but `PeOrgNr` and `ForAndrTyp` comes once more with a leading `m` (marks of change), then an empty column.
"""

ENCODING = "latin-1"
NAMES = (
    "ForAndrTyp", "COAdress", "Foretagsnamn", "FtgStat", "Gatuadress", "JEStat", "JurForm", "Namn",
    "Ng1", "Ng2", "Ng3", "Ng4", "Ng5", "PeOrgNr", "PostNr", "PostOrt", "RegDatKtid", "Reklamsparrtyp",
)  # fmt: skip
MARKS = tuple(f"m{name}" for name in NAMES if name not in {"PeOrgNr", "ForAndrTyp"})
HEADER = (*NAMES, *MARKS, "")

# What is read, by name and not by place.
READ = (
    "PeOrgNr", "Foretagsnamn", "Namn", "Gatuadress", "PostNr", "PostOrt", "Ng1", "JurForm", "FtgStat",
    "Reklamsparrtyp", "RegDatKtid",
)  # fmt: skip
LEGAL = "16"  # a number of twelve digits begins with it when it is a legal unit's; a person's with the century
ACTIVE, ACCEPTS_MARKETING = "1", "1"
# Bytes that Latin-1 has no character for. Carriage returns at the ends of lines are taken away before.
UNDECODABLE = bytes(code for code in range(256) if (code < 32 and code not in (9, 10)) or 127 <= code < 160)
