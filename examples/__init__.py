"""Applications that use the library, small and whole: each is run by the tests."""
