"""One rule, one pure function from records to findings."""
