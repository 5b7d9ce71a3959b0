"""Checking records and their history, and keeping edits made by hand."""
