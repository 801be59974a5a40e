"""Puts a whole register in place of the old one in one step: readers see the old one whole until the new one is whole.

Everything happens in one transaction, so a load that is killed leaves nothing behind and can be started again.
PostgreSQL gets the rows by COPY into a table of its own, which then takes the old one's name; other databases empty
and fill the table.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from companies.models import RegisterUnit
from companies.register.parsing import COLUMNS, NULL, Column

LOADERS = 5_599_990  # any number that nobody else locks by
NEW = "companies_registerunit_new"
Batches = Iterable[list[Column]]


@transaction.atomic
def replace_units(batches: Batches) -> None:
    """Replace all units of the register by these. Each batch is a list of columns in the order of COLUMNS."""
    if connection.vendor == "postgresql":
        _swap(batches)
    else:
        RegisterUnit.objects.all().delete()
        _insert(batches)


def copy_text(columns: list[Column]) -> bytes:
    """Columns as lines in COPY's text format, with NULL standing for no value."""
    lines = "\n".join(map("\t".join, zip(*columns, strict=True)))
    if "\\" in lines:
        lines = lines.replace("\\", "\\\\")
    return lines.encode() + b"\n"


def copy_statement(table: str, *, freeze: bool = False) -> str:
    """COPY into a table from the client; `freeze` where the table was made in this transaction."""
    names = ", ".join(map(connection.ops.quote_name, COLUMNS))
    options = "FORMAT text, ENCODING 'UTF8', NULL E'\\x01'" + (", FREEZE" if freeze else "")
    return f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN ({options})"


def _swap(batches: Batches) -> None:
    """Fill a new table, give it the old one's indexes, let it take the old one's place."""
    old, new = (connection.ops.quote_name(name) for name in (RegisterUnit._meta.db_table, NEW))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADERS])  # one load at a time
        cursor.execute(f"CREATE TABLE {new} (LIKE {old} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        with cursor.copy(copy_statement(NEW, freeze=True)) as copy:
            for columns in batches:
                copy.write(copy_text(columns))
        renamed = build_indexes(cursor, RegisterUnit._meta.db_table, NEW)
        cursor.execute(f"ANALYZE {new}")
        cursor.execute(f"DROP TABLE {old}")  # waits for those who read it now; nobody waits longer than for this step
        cursor.execute(f"ALTER TABLE {new} RENAME TO {old}")
        for made, name in renamed:
            cursor.execute(f"ALTER INDEX {made} RENAME TO {name}")


def build_indexes(cursor: Any, like: str, table: str) -> list[tuple[str, str]]:
    """Give a table the indexes of another one. Returns their names now and the names that they are to take, quoted."""
    quote = connection.ops.quote_name
    cursor.execute(
        "SELECT c.relname, i.indisprimary, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass",
        [quote(like)],
    )
    renamed = []
    for name, is_primary, definition in cursor.fetchall():
        made = quote(f"{name}_new")
        columns = definition.partition(" USING ")[2]
        if is_primary:
            cursor.execute(f"ALTER TABLE {quote(table)} ADD CONSTRAINT {made} PRIMARY KEY {columns.partition(' ')[2]}")
        else:
            cursor.execute(f"CREATE INDEX {made} ON {quote(table)} USING {columns}")
        renamed.append((made, quote(name)))
    return renamed


def _insert(batches: Batches) -> None:
    table = connection.ops.quote_name(RegisterUnit._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, COLUMNS))
    marks = ", ".join(["%s"] * len(COLUMNS))
    key = COLUMNS.index("name_key")
    rows: Any = (
        [value.encode() if place == key else None if value == NULL else value for place, value in enumerate(row)]
        for columns in batches
        for row in zip(*columns, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608  our own names
