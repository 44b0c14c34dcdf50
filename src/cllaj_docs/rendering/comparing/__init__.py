"""What sets two documents apart: passages aligned, then their words, under bounds, whatever their formats."""
