"""Any record: shown, listed, edited."""
