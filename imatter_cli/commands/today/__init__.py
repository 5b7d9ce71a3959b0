"""What is open, what is due, and answers that are not finished."""
