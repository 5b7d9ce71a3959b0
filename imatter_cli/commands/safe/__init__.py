"""Backing up, restoring, and which store is in use."""
