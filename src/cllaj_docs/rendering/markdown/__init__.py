"""The operator's Markdown: parsed once into a small tree of ours, then written as HTML or as WordprocessingML.

Both writings come from one tree, so Word, HTML and PDF cannot say different things.
"""

from cllaj_docs.rendering.markdown.parse import parse
from cllaj_docs.rendering.markdown.to_html import to_html
from cllaj_docs.rendering.markdown.to_word import to_word
from cllaj_docs.rendering.markdown.tree import Block, text_of

__all__ = ["Block", "parse", "text_of", "to_html", "to_word"]
