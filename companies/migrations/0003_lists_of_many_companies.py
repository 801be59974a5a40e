"""Indexes for lists of many companies.

On PostgreSQL also one over three-letter parts of names, so that a search does not read every company. The module
pg_trgm comes with PostgreSQL, and the owner of the database may switch it on. SQLite reads every name.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INDEX = "company_name_parts"


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(f"CREATE INDEX {INDEX} ON companies_company USING gin (UPPER(name) gin_trgm_ops)")


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_regional_leaders_workplace")]

    operations = [
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["state", "ended_on", "id"], name="enrolments_by_state"),
        ),
        migrations.RunPython(create, drop),
    ]
