"""The accounts that the demo prints. For the demo only: production refuses to start with demo settings."""

PASSWORD = "Lyft-demo-2026"  # noqa: S105  printed on the screen, known to everybody

ACCOUNTS: list[tuple[str, str]] = [
    ("director@example.org", "programme director"),
    ("deputy@example.org", "deputy programme director: approves what the director makes"),
    ("leader.mellersta-norrland@example.org", "regional leader, Mellersta Norrland"),
    ("leader.norr@example.org", "regional leader, Övre Norrland"),
    ("coach.a@example.org", "coach, Mellersta Norrland"),
    ("coach.b@example.org", "coach, Mellersta Norrland, other companies"),
    ("coach.c@example.org", "coach, Övre Norrland"),
    ("funder.tillvaxtverket@example.org", "funder, Tillväxtverket"),
    ("funder.vinnova@example.org", "funder, Vinnova"),
    ("auditor@example.org", "auditor: reads all, changes nothing"),
]
