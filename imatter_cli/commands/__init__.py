"""Parse, ask, call one service, hand the answer to output. No rule lives here."""
