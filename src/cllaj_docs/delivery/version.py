"""The version of the package: documents bear it, and ``cllaj_docs.__version__`` is it."""

__version__ = "0.1.0"
