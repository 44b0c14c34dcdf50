"""A web service: a dossier in JSON comes in, a document goes out."""
