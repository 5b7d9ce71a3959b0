"""Commands of the fund; `group` puts them together."""
