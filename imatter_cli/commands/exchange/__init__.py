"""Handing records on, and taking them in."""
