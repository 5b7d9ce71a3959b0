"""Use cases of several people, or several computers, with one store."""
