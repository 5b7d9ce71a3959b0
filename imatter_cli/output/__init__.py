"""Prints, decides nothing. Never sees the store."""
