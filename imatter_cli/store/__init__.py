"""Where records are. Knows records and git, never use cases."""
