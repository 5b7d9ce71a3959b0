"""The questions of each command, as data; one file a thing."""
