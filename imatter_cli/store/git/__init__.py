"""The only package that knows git. Nothing here imports GitPython save `history` and `init`."""
