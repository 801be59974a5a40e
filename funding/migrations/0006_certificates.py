"""What is certified of co-financing becomes certificates: what stood on a line is its first one."""

from typing import Any

from django.db import migrations


def certify(apps: Any, schema_editor: Any) -> None:
    CoFinancing = apps.get_model("funding", "CoFinancing")
    Certificate = apps.get_model("funding", "Certificate")
    Certificate.objects.bulk_create(
        Certificate(
            co_financing=line,
            certified_on=line.certified_on or line.promised_on or line.grant.starts_on,
            amount=line.certified,
        )
        for line in CoFinancing.objects.filter(certified__gt=0).select_related("grant").order_by("pk")
    )


def put_back(apps: Any, schema_editor: Any) -> None:
    Certificate = apps.get_model("funding", "Certificate")
    for one in Certificate.objects.filter(withdrawn_on=None).select_related("co_financing").order_by("certified_on"):
        line = one.co_financing
        line.refresh_from_db()
        line.certified, line.certified_on = line.certified + one.amount, one.certified_on
        line.save()


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_money")]

    operations = [migrations.RunPython(certify, put_back)]
