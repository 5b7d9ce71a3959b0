"""One rule, one pure function from records to findings.

A new rule is a `Rule` with an example that breaks it and a near miss that does not, a function next to it, and a row in
`registry`: `OfRecord` for one record at a time (these run in several processes), `Across` for all of them together.
The examples change the small store of `example`; the tests and docs/reference/rules.md are made from them.
"""
