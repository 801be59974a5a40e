"""What belongs to the public form alone: its stamp, its letter, its reminders, how long it is kept."""
