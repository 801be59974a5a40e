from django.db import migrations


class Migration(migrations.Migration):
    """The two texts stand in rows of their own now: PostgreSQL alters no table that has just been written to."""

    dependencies = [("funding", "0003_report_templates")]

    operations = [
        migrations.RemoveField(
            model_name="report",
            name="we_change",
        ),
        migrations.RemoveField(
            model_name="report",
            name="went_well",
        ),
    ]
