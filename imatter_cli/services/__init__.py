"""One use case, one function: read, decide with the domain, hand the store one change."""
