"""A whole campaign from its files to its folder, against a plain loop over docxtpl and WeasyPrint, in one run.

::

    dossiers        the applications, all different
    plain           the plain loop, in a process of its own
    running         a command, its seconds and the memory of all its processes
    suite           the order of the run, and what it finds; report prints it
"""
