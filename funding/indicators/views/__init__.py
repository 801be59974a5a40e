"""The pages about targets."""
