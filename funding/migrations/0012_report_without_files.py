from django.db import migrations


class Migration(migrations.Migration):
    """The files stand in rows of their own now: PostgreSQL alters no table that has just been written to."""

    dependencies = [("funding", "0011_report_files")]

    operations = [
        migrations.RemoveField(model_name="report", name=name)
        for name in ("pdf", "pdf_sha256", "pdf_bytes", "pdf_pages", "xlsx", "xlsx_sha256", "xlsx_bytes")
    ]
