"""Docstrings in Google's, NumPy's and Sphinx's form, taken apart."""

import inspect
import re

__all__ = ["parse"]

_HEADS = {
    "args": "params", "arguments": "params", "parameters": "params", "params": "params", "other parameters": "params",
    "keyword args": "params", "keyword arguments": "params", "attributes": "params",
    "returns": "returns", "return": "returns", "yields": "returns", "yield": "returns",
    "raises": "raises", "warns": "raises", "example": "examples", "examples": "examples",
    "note": "notes", "notes": "notes", "see also": "notes", "references": "notes", "warnings": "notes", "warning": "notes",
}  # fmt: skip
_GOOGLE_HEAD = re.compile(r"^(%s):\s*$" % "|".join(_HEADS), re.IGNORECASE)
_GOOGLE_ITEM = re.compile(r"^(\*{0,2}\w+)\s*(?:\(([^)]*(?:\)[^):]*)*)\))?\s*:\s*(.*)$")
_NUMPY_ITEM = re.compile(r"^(\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::\s*(.*))?$")
_RETURN_TYPE = re.compile(r"^[\w.]+(?:\[[^\]]*\]+)?(?:\s*\|\s*[\w.]+)*:\s+(?=\S)")
_FIELD = re.compile(r"^:(\w+)(?:\s+([^:]*?))?:\s*(.*)$")
_FIELD_PARAMS = ("param", "parameter", "arg", "argument", "key", "keyword", "var")


def parse(doc):
    """{summary, description, params, returns, notes: texts; examples: a list of them} of a docstring, or of None."""
    found = {"summary": "", "description": "", "params": {}, "returns": "", "notes": "", "examples": []}
    if not doc:
        return found
    body, sections = _split(inspect.cleandoc(doc).split("\n"))
    body = _take_fields(body, found)
    for kind, is_numpy, lines in sections:
        lines = inspect.cleandoc("\n".join(["", *lines])).split("\n")
        if kind == "params":
            found["params"].update(_numpy_items(lines) if is_numpy else _google_items(lines))
        elif kind == "examples":
            found["examples"].extend(_examples(lines))
        elif kind in ("returns", "notes"):
            found[kind] = _join(found[kind], _text(_without_type(lines, is_numpy) if kind == "returns" else lines))
    paragraphs = [p for p in "\n".join(body).strip().split("\n\n") if p.strip()]
    if paragraphs:
        found["summary"] = " ".join(paragraphs[0].split())
        found["description"] = "\n\n".join(_unwrap(p) for p in paragraphs[1:])
    return found


def _split(lines):
    """(the free text, [(kind, whether NumPy's, lines)])."""
    body, sections, place = [], [], 0
    current = body
    while place < len(lines):
        line = lines[place]
        name = line.strip().lower()
        after = lines[place + 1].strip() if place + 1 < len(lines) else ""
        if name in _HEADS and not line[:1].isspace() and len(after) >= 3 and set(after) <= {"-"}:
            current = []
            sections.append((_HEADS[name], True, current))
            place += 2
            continue
        head = _GOOGLE_HEAD.match(line)
        if head:
            current = []
            sections.append((_HEADS[head.group(1).lower()], False, current))
        elif current is not body and line.strip() and not line[:1].isspace() and not sections[-1][1]:
            # Back at the margin: a Google section has ended.
            current = body
            body.extend(["", line])
        else:
            current.append(line)
        place += 1
    return body, sections


def _take_fields(lines, found):
    """Sphinx's fields go to what was found; the other lines come back."""
    rest, take = [], None
    returned = []
    for line in lines:
        field = _FIELD.match(line)
        if field:
            word, subject, text = field.group(1).lower(), (field.group(2) or "").strip(), field.group(3)
            take = []
            if word in _FIELD_PARAMS and subject:
                found["params"][subject.split()[-1].lstrip("*")] = take
            elif word in ("return", "returns", "yield", "yields"):
                returned.append(take)
            take.append(text)
        elif take is not None and line[:1].isspace():
            take.append(line.strip())
        elif take is not None and not line.strip():
            take.append("")
        else:
            take = None
            rest.append(line)
    for name, text in found["params"].items():
        if isinstance(text, list):
            found["params"][name] = _unwrap("\n".join(text).strip())
    found["returns"] = "\n".join(_unwrap("\n".join(text).strip()) for text in returned)
    return rest


def _google_items(lines):
    items, text = {}, None
    for line in lines:
        match = None if line[:1].isspace() else _GOOGLE_ITEM.match(line)
        if match:
            text = [match.group(3)]
            items[match.group(1).lstrip("*")] = text
        elif text is not None:
            text.append(line.strip())
    return {name: _unwrap("\n".join(text).strip()) for name, text in items.items()}


def _numpy_items(lines):
    items, text = {}, None
    for line in lines:
        match = None if line[:1].isspace() else _NUMPY_ITEM.match(line)
        if match:
            text = []
            for name in match.group(1).split(","):
                items[name.strip().lstrip("*")] = text
        elif text is not None:
            text.append(line.strip())
    return {name: _unwrap("\n".join(text).strip()) for name, text in items.items()}


def _examples(lines):
    """One example a paragraph; what is indented below a line of words belongs to it, and so do a doctest's results."""
    examples, current = [], []
    for line in lines:
        if line.strip():
            current.append(line)
        elif current:
            examples.append("\n".join(current))
            current = []
    if current:
        examples.append("\n".join(current))
    return [inspect.cleandoc("\n" + example) for example in examples]


def _without_type(lines, is_numpy):
    """What is said of a result: NumPy's form has the type on a line above, Google's in front of a colon."""
    if not is_numpy:
        return [_RETURN_TYPE.sub("", lines[0]), *lines[1:]]
    indented = [line for line in lines if line[:1].isspace() or not line]
    return inspect.cleandoc("\n".join(["", *indented])).split("\n") if any(indented) else lines


def _text(lines):
    return "\n\n".join(_unwrap(p) for p in "\n".join(lines).strip().split("\n\n"))


def _unwrap(text):
    """A paragraph on one line, unless it has lists or indented lines that mean something."""
    lines = text.split("\n")
    if any(line[:1].isspace() or line.lstrip()[:2] in ("- ", "* ", ">>") for line in lines):
        return text
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _join(first, second):
    return first + "\n\n" + second if first and second else first or second
