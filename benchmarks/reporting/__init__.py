"""The reporting table: reading a year of work and counting its indicators, against spreadsheet libraries."""
