"""Whether records and their history hold, and keeping them so: check, verify, save, undo."""
