"""A campaign: many applications in, every document of every operator out, resumable and proved."""
