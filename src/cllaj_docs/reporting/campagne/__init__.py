"""The workbook of a campaign: many dossiers in one file, out and in."""
