"""The filled table of the complete sample: a year of a fictitious operator, whose counts are those of its report."""
