"""The PDF of the four documents against its peers, in one run, on the same text.

::

    documents       the four documents as each engine takes them: page, Word file, Typst source
    typst_source    a page written in Typst
    letters         what a PDF says, to check that a fast engine is also right
    contenders      the engines; readiness finds each, or skips it by name
    engines         the engines behind one function, in a process that stays
    chromium        a browser that stays, driven through a pipe; libreoffice, an office that takes files in one go
    worker          that process; sessions talk to it, and time whole processes
    stages          where the time of our own documents goes
    suite           the order of the run
    results         what it finds; report prints it
"""
