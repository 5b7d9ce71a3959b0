"""A line typed at a terminal: keys, what they do to the line, how it looks, and the terminal itself."""
