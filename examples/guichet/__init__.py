"""A Django application: grants kept in a database, checked in the administration, documents made from it."""
