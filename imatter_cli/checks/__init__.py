"""One rule, one pure function from records to findings.

A new rule is a `Rule` with an example that breaks it and a near miss that does not, and a function next to it, which
its module lists: in `OF_A_RECORD` for one record at a time (these run in several processes), in `ACROSS` for all of
them together, in `OF_A_STEP` for one change of the history. `registry` gathers rules and checks from the modules.
The examples change the small store of `example`; the tests and docs/reference/rules.md are made from them.
"""
