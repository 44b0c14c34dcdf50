"""The Word engine against its peers, in one run, on the same text and the same values.

::

    convention      the shipped convention, its values and its filters
    equivalent      the same convention with plain tags only, so that every peer can write it
    syntaxes        the equivalent document in the tags of each peer; merge_fields in Word's own
    texts           what a document says, to check that a fast engine is also right
    contenders      the engines; readiness makes each available, or skips it by name
    engines         the Python engines behind one function; node/driver.mjs does the same for npm's
    worker          one measure, in a process of its own, which processes starts
    trials          growth of a table, and what only ours is put through: memory, a batch of files, threads
    suite           the order of the run
    results         what it finds; report prints it
"""
