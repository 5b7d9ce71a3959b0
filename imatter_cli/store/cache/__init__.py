"""What was read of a large store, kept in the user's cache folder so that the next command need not read it again.

Only ever a cache: whatever is in it may be deleted at any time, is named by the content that it was made from, and
counts for this very program alone (`slots`). A file is taken as unchanged only by its size, its times to the
nanosecond, its inode and its mode, and only where it had been left alone for a while when it was read (`signs`);
else its content decides. Nothing of a small store is kept: its records are read sooner than looked up, and a notebook's
words are nowhere but in it.
"""
