"""A document that comes back – edited in Word, signed, sent on – held against what its dossier gives."""
