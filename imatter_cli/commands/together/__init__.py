"""Verbs of several people with one store."""
