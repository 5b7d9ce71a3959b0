"""A practitioner's commands."""
