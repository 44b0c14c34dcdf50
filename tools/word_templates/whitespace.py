"""The white space of a paragraph, collapsed as a browser does it, whatever branch is taken.

A browser prints one space for any run of white space, none at the start of a line, and it sees the text after Jinja;
Word prints every space, and is given its text before. So the space around a statement must be in one place only:
« mot {% if x %}suite{% endif %} fin » becomes « mot {% if x %}suite {% endif %}fin », which is right both ways.
No space is ever lost; one may stay in double where only a run-time test could tell (two statements that touch, with
a space inside each, or the turns of a loop).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tools.word_templates.source import Control, Element, Expression, Node, Text

State = Literal["edge", "space", "solid"]
"""What the line ends with so far: nothing, a space, or something printed."""

_WHITE = re.compile(r"[ \t\r\n\f]+")
_SPACE = Text(" ")
_SPACED: tuple[State, ...] = ("edge", "space")


def collapse(nodes: Sequence[Node]) -> list[Node]:
    """Return the inline nodes of a paragraph, with the white space that it shows."""
    flowed, _ = _flow(_normalized(nodes), "edge")
    return _without_end(flowed)


# First: one space for each run, outside of the elements and of the statements that it surrounds


def _normalized(nodes: Sequence[Node]) -> list[Node]:
    """Write each run as one space, and move it out of what all start or end with it."""
    parts: list[Node] = []
    for node in nodes:
        match node:
            case Text(content):
                parts.append(Text(_WHITE.sub(" ", content)))
            case Element() if node.tag != "br":
                before, (children,), after = _hoisted([_normalized(node.children)])
                hollow = replace(node, children=tuple(children))
                parts += [*before, *([hollow] if children or node.kind in {"page", "pages"} else []), *after]
            case Control():
                branches = [_normalized(branch.children) for branch in node.branches]
                if node.kind == "if" and node.is_exhaustive and all(map(_is_printed, branches)):
                    before, branches, after = _hoisted(branches)
                else:
                    before, after = [], []
                parts += [*before, node.with_children(branches), *after]
            case _:
                parts.append(node)
    return _joined(parts)


def _hoisted(branches: list[list[Node]]) -> tuple[list[Node], list[list[Node]], list[Node]]:
    """Move out the space that all the branches start with, and the one that all end with."""
    before: list[Node] = []
    after: list[Node] = []
    if all(_starts_with_space(branch) for branch in branches):
        before, branches = [_SPACE], [_without_first(branch) for branch in branches]
    if all(_ends_with_space(branch) for branch in branches):
        after, branches = [_SPACE], [_without_last(branch) for branch in branches]
    return before, branches, after


def _joined(nodes: Sequence[Node]) -> list[Node]:
    """Join the texts that touch."""
    parts: list[Node] = []
    for node in nodes:
        if isinstance(node, Text) and parts and isinstance(last := parts[-1], Text):
            parts[-1] = Text(_WHITE.sub(" ", last.content + node.content))
        elif not isinstance(node, Text) or node.content:
            parts.append(node)
    return parts


# Then: along the line, drop the spaces that follow another


def _flow(nodes: Sequence[Node], state: State) -> tuple[list[Node], State]:
    """Drop the spaces that follow a space or the start of the line; return what the line then ends with."""
    pending = list(nodes)
    done: list[Node] = []
    while pending:
        node = pending.pop(0)
        match node:
            case Text(content):
                content = content.lstrip(" ") if state in _SPACED else content
                if content:
                    done.append(Text(content))
                    state = "space" if content.endswith(" ") else "solid"
            case Element() if node.tag == "br":
                done = [*_without_end(done), node]
                state = "edge"
            case Element() if node.children:
                children, state = _flow(node.children, state)
                done.append(replace(node, children=tuple(children)))
            case Control():
                control, pending, state = _flow_control(node, pending, state)
                done.append(control)
            case Element() | Expression():
                done.append(node)
                state = "solid"
            case _:
                done.append(node)
    return done, state


def _flow_control(control: Control, rest: list[Node], state: State) -> tuple[Control, list[Node], State]:
    """Flow each branch, and settle with the space that follows, which is in ``rest``."""
    if control.kind == "for":
        return _flow_loop(control, rest, state)
    branches, ends = _flow_branches(control, state)
    untaken = [] if control.is_exhaustive else [state]
    spaced = {end in _SPACED for end in [*ends, *untaken]}
    if len(spaced) == 2 and _starts_with_space(rest):  # noqa: PLR2004 - some are, some are not
        if "solid" in untaken:
            branches = [_without_last(branch) for branch in branches]
            ends = ["solid" for _ in ends]
        else:
            rest = _without_first(rest)
            branches, ends = _flow_branches(control, state, _SPACE)
    return control.with_children(branches), rest, _merged([*ends, *untaken])


def _flow_branches(control: Control, state: State, *after: Node) -> tuple[list[list[Node]], list[State]]:
    flows = [_flow(_joined([*branch.children, *after]), state) for branch in control.branches]
    return [branch for branch, _ in flows], [end for _, end in flows]


def _flow_loop(control: Control, rest: list[Node], state: State) -> tuple[Control, list[Node], State]:
    """Flow the body of a loop, which also follows itself: of the two spaces that surround it, one is enough."""
    body = list(control.branches[0].children)
    starts, ends = _starts_with_space(body), _ends_with_space(body)
    follows = _starts_with_space(rest)
    if starts and state in _SPACED and (ends or follows):
        body = _without_first(body)
        body = body if ends else _joined([*body, _SPACE])
        starts, ends = False, True
    elif starts and ends and follows and _is_printed(body):
        body = _without_last(body)
        ends = False
    if ends and state in _SPACED and follows:
        rest = _without_first(rest)
    _, last = _flow(body, state)
    entry: State = "solid" if starts else _merged([state, last])
    flows = [_flow(body, entry), *(_flow(branch.children, state) for branch in control.branches[1:])]
    untaken = [] if control.is_exhaustive else [state]
    return control.with_children([branch for branch, _ in flows]), rest, _merged([*(end for _, end in flows), *untaken])


def _merged(states: Sequence[State]) -> State:
    """Return what a line ends with after a statement: a space only when it does so whatever branch was taken."""
    if all(state == "edge" for state in states):
        return "edge"
    return "space" if all(state in _SPACED for state in states) else "solid"


# Last: the end of the line


def _without_end(nodes: Sequence[Node]) -> list[Node]:
    """Drop the space at the end of a line, in each branch that may end it."""
    parts = list(nodes)
    match parts:
        case [*_, Text(content)] if content.endswith(" "):
            return _without_end(_joined([*parts[:-1], Text(content.rstrip(" "))]))
        case [*before, Control(kind="if") as control]:
            branches = [_without_end(branch.children) for branch in control.branches]
            if before and _ends_with_space(before):
                # The branch that prints nothing would leave the space before it at the end of the line.
                before = _without_last(before)
                branches = [_joined([_SPACE, *branch]) if _is_printed(branch) else branch for branch in branches]
            return [*before, control.with_children(branches)]
    return parts


def _is_printed(nodes: Sequence[Node]) -> bool:
    """Whether nodes print something more than a space, at least in one case."""
    return any(
        isinstance(node, Expression | Element | Control) or (isinstance(node, Text) and node.content.strip(" "))
        for node in nodes
    )


def _starts_with_space(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and isinstance(first := nodes[0], Text) and first.content.startswith(" ")


def _ends_with_space(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and isinstance(last := nodes[-1], Text) and last.content.endswith(" ")


def _without_first(nodes: Sequence[Node]) -> list[Node]:
    """Drop the space that nodes start with, if any."""
    if not nodes or not isinstance(first := nodes[0], Text):
        return list(nodes)
    return _joined([Text(first.content.lstrip(" ")), *nodes[1:]])


def _without_last(nodes: Sequence[Node]) -> list[Node]:
    """Drop the space that nodes end with, if any."""
    if not nodes or not isinstance(last := nodes[-1], Text):
        return list(nodes)
    return _joined([*nodes[:-1], Text(last.content.rstrip(" "))])
