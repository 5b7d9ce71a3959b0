"""The only package that knows git. GitPython comes in through `guarded` alone."""
