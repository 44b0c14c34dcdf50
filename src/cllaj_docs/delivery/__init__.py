"""Where the house meets the world: the toolkit, files, the command line."""
