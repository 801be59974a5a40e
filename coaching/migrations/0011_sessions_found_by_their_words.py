"""The search finds sessions and actions by words of their texts; never by a confidential note."""

from django.db import migrations

from programme.common.trigrams import trigram_index


class Migration(migrations.Migration):
    dependencies = [("coaching", "0010_orders_by_index")]

    operations = [
        trigram_index("sessions_by_words", "coaching_coachingsession", "shareable_summary"),
        trigram_index("actions_by_words", "coaching_actionitem", "what"),
        trigram_index("actions_by_words_of_effect", "coaching_actionitem", "effect"),
    ]
