"""What all commands are made of: options, questions, receipts."""
