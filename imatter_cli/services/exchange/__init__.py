"""What goes to other stores and other programs, and what comes from them."""
