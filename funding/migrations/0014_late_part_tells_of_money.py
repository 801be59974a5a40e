from typing import Any

from django.db import migrations

BEFORE = {"heading_sv": "Sena och rättade träffar", "heading_en": "Late and corrected sessions"}
AFTER = {"heading_sv": "Sent och rättat", "heading_en": "Late and corrected"}


def tell_of_money(apps: Any, schema_editor: Any) -> None:
    """The part tells of costs and certificates too; a heading that the office wrote itself stays."""
    apps.get_model("funding", "TemplatePart").objects.filter(kind="late", **BEFORE).update(**AFTER)


def tell_of_sessions(apps: Any, schema_editor: Any) -> None:
    """As it was."""
    apps.get_model("funding", "TemplatePart").objects.filter(kind="late", **AFTER).update(**BEFORE)


class Migration(migrations.Migration):
    dependencies = [("funding", "0013_targets_in_the_funders_words")]

    operations = [migrations.RunPython(tell_of_money, tell_of_sessions)]
