"""The rules of the Microproject Development Fund, pure: plain data in, a value or a refusal out."""
