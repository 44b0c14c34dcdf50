"""What a finished document says, read back from its file: passages in reading order, whoever saved it last."""
