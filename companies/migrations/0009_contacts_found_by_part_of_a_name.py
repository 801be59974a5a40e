"""The search finds people at companies by a part of their name or address."""

from django.db import migrations

from programme.common.trigrams import trigram_index


class Migration(migrations.Migration):
    dependencies = [("companies", "0008_next_steps_by_index")]

    operations = [
        trigram_index("contacts_by_part_of_name", "companies_contact", "name"),
        trigram_index("contacts_by_part_of_email", "companies_contact", "email"),
    ]
