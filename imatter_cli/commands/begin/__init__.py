"""Making a store, and who somebody is in it."""
