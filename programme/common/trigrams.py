"""An index of three-letter parts, by which PostgreSQL finds part of a word; SQLite reads every row."""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


def trigram_index(name: str, table: str, column: str) -> RunPython:
    """The operation of a migration. For `icontains`, which compares in capitals.

    Its module pg_trgm comes with PostgreSQL; the owner of the database may switch it on.
    """

    def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            editor.execute(f"CREATE INDEX {name} ON {table} USING gin (UPPER({column}) gin_trgm_ops)")

    def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP INDEX IF EXISTS {name}")

    return RunPython(add, remove)
