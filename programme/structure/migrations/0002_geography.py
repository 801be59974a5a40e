"""The official codes are facts that every installation needs. Reversing leaves them: other rows point at them."""

from typing import Any

from django.db import migrations

from programme.structure.geography import load_geography


def load(apps: Any, schema_editor: Any) -> None:
    load_geography(apps.get_model("structure", "County"), apps.get_model("structure", "Municipality"))


class Migration(migrations.Migration):
    dependencies = [("structure", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
