"""Build the Word templates from the HTML sources, so that a clause is written in one place.

``python -m tools.word_templates`` (``make templates``) reads ``templates/html/<document>.html`` and writes
``templates/docx/<document>.docx``, a template in the docxtpl dialect that staff may edit in Word. With ``--check`` it
writes nothing, and exits with 1 when a Word template is not what its source gives.

The steps, one module each::

    source       HTML with Jinja, polished by the HTML engine   ->  a tree: elements, texts, expressions, statements
    whitespace   the white space of a paragraph                 ->  as a browser would show it, whatever branch is taken
    runs         inline content                                 ->  w:r
    blocks       paragraphs, lists, sections, figures           ->  w:p
    tables       tables and their columns                       ->  w:tbl
    styles, numbering, package                                  ->  the other parts, and the archive
"""
