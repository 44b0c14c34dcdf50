"""The operator’s table: blank form out, filled table in, trace of the figures out."""
