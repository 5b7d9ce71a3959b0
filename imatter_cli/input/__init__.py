"""Questions to a person, and drafts of unfinished answers. Never sees the store."""
