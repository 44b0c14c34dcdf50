"""Rules of a grant, pure: from a dossier to amounts, pieces, references and findings. Each is computed here only."""
