"""Reads records, changes them, and shows them to the people who may see them. Every use case needs this."""
