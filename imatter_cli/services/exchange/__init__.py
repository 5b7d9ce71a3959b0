"""Sends records and files to other stores and programs, and takes in what they send."""
