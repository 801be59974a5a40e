"""The topics that an installation begins with (DOMAIN.md 1.4); the programme office changes them on a page."""

from typing import Any

# Code, Swedish, English, in the order of the form.
FIRST = (
    ("pulse_meeting", "Pulsmöte", "Pulse meeting"),
    ("five_s", "5S", "5S"),
    ("set_up_time", "Ställtid (SMED)", "Set-up time (SMED)"),
    ("value_stream", "Värdeflödesanalys", "Value-stream mapping"),
    ("lean_game", "Leanspel", "Lean game"),
    ("steering_group", "Styrgrupp", "Steering group"),
    ("current_state", "Nulägesanalys", "Current-state analysis"),
    ("leadership", "Ledarskap", "Leadership"),
    ("digitalisation", "Digitalisering", "Digitalisation"),
    ("other", "Annat", "Other"),
)


def lay_topics(topic: type[Any]) -> None:
    """Lay the first topics that are missing. The model is the caller's: a migration has its own."""
    there = set(topic.objects.values_list("code", flat=True))
    topic.objects.bulk_create(
        topic(code=code, name_sv=swedish, name_en=english, order=10 * place)
        for place, (code, swedish, english) in enumerate(FIRST, start=1)
        if code not in there
    )
