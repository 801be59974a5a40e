"""What is typed about grants, made into clean values."""
