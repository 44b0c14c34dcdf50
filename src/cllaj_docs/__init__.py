"""cllaj-docs."""
