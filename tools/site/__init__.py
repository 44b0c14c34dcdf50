"""Build the French documentation site: pages written by hand in ``docs/``, and pages drawn from the code.

``python -m tools.site`` (``make docs``) writes the source in ``build/docs/`` and the site in ``build/site/``. What the
code knows is never written by hand: the fields of a dossier (``dossier``), those of templates and their filters
(``champs``), the keys of the charter (``charte``), the findings by code, the columns of the reporting table and the
commands (``reference``).
"""
