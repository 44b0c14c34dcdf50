"""Templates read like code: each tag against what a document gives, without rendering anything.

It knows kinds of values and Jinja, and no document: its caller describes the values, in one ``World`` for each set of
circumstances in which a template is rendered.
"""

from __future__ import annotations
