"""What is open today, and what is due."""
