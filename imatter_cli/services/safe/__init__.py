"""Copies of a store in one file, and which stores a person has."""
