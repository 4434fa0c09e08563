"""Docstrings in Google's, NumPy's and Sphinx's form, taken apart."""

import inspect
import re

__all__ = ["parse"]

_HEADS = {
    "args": "params", "arguments": "params", "parameters": "params", "params": "params", "other parameters": "params",
    "keyword args": "params", "keyword arguments": "params", "attributes": "params",
    "returns": "returns", "return": "returns", "yields": "returns", "yield": "returns",
    "raises": "raises", "raise": "raises", "warns": "warns", "example": "examples", "examples": "examples",
    "note": "notes", "notes": "notes", "see also": "notes", "references": "notes", "warnings": "notes", "warning": "notes",
}  # fmt: skip
_GOOGLE_HEAD = re.compile(r"^(%s):\s*$" % "|".join(_HEADS), re.IGNORECASE)
_GOOGLE_ITEM = re.compile(r"^(\*{0,2}\w+)\s*(?:\(([^)]*(?:\)[^):]*)*)\))?\s*:\s*(.*)$")
_NUMPY_ITEM = re.compile(r"^(\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::\s*(.*))?$")
_RETURN_TYPE = re.compile(r"^[\w.]+(?:\[[^\]]*\]+)?(?:\s*\|\s*[\w.]+)*:\s+(?=\S)")
_RAISED_ITEM = re.compile(r"^`{0,2}([\w.]+(?:\s*,\s*[\w.]+)*)`{0,2}\s*(?::\s*(.*))?$")
# What says more of a type than which it is.
_TYPE_ADDITION = re.compile(r"(?:^|,)\s*(?:optional|default\b.*|keyword-only)\s*$", re.IGNORECASE)
_SENTENCE = re.compile(r"^[^\W\d_]+ .*[\w)\]'\"`]\.$")
_FIELD = re.compile(r"^:(\w+)(?:\s+([^:]*?))?:\s*(.*)$")
_FIELD_PARAMS = ("param", "parameter", "arg", "argument", "key", "keyword", "var")


def parse(doc):
    """{summary, description, returns, return_type, notes: texts; params, types: texts by name; examples: a list} of a docstring, or of None."""
    found = {"summary": "", "description": "", "params": {}, "types": {}, "returns": "", "return_type": "", "notes": "", "examples": []}
    if not doc:
        return found
    body, sections = _split(inspect.cleandoc(doc).split("\n"))
    body = _take_fields(body, found)
    for kind, is_numpy, lines in sections:
        lines = inspect.cleandoc("\n".join(["", *lines])).split("\n")
        if kind == "params":
            params, types = _numpy_items(lines) if is_numpy else _google_items(lines)
            found["params"].update(params)
            found["types"].update(types)
        elif kind == "examples":
            examples, rest = _examples(lines)
            found["examples"].extend(examples)
            found["notes"] = _join(found["notes"], rest)
        elif kind == "returns":
            type_, lines = _type_and_text(lines, is_numpy)
            found["return_type"] = found["return_type"] or type_
            found["returns"] = _join(found["returns"], _text(lines))
        elif kind == "notes":
            found["notes"] = _join(found["notes"], _text(lines))
        else:
            found["notes"] = _join(found["notes"], _raised(kind, lines))
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
    returned, raised = [], []
    for line in lines:
        field = _FIELD.match(line)
        if field:
            word, subject, text = field.group(1).lower(), (field.group(2) or "").strip(), field.group(3)
            take = []
            if word in _FIELD_PARAMS and subject:
                *type_, name = subject.split()
                found["params"][name.lstrip("*")] = take
                if type_:
                    found["types"][name.lstrip("*")] = _plain_type(" ".join(type_))
            elif word == "type" and subject:
                found["types"][subject.lstrip("*")] = _plain_type(text)
            elif word == "rtype":
                found["return_type"] = _plain_type(text)
            elif word in ("raises", "raise", "except", "exception"):
                raised.append((subject, take))
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
    if raised:
        found["notes"] = _raised("raises", [line for name, text in raised for line in (name or "an error", *("  " + one for one in text))])
    return rest


def _google_items(lines):
    """(the texts, the types) by name."""
    items, types, text = {}, {}, None
    for line in lines:
        match = None if line[:1].isspace() else _GOOGLE_ITEM.match(line)
        if match:
            text = [match.group(3)]
            name = match.group(1).lstrip("*")
            items[name] = text
            types[name] = _plain_type(match.group(2) or "")
        elif text is not None:
            text.append(line.strip())
    return {name: _unwrap("\n".join(text).strip()) for name, text in items.items()}, types


def _numpy_items(lines):
    """(the texts, the types) by name."""
    items, types, text = {}, {}, None
    for line in lines:
        match = None if line[:1].isspace() else _NUMPY_ITEM.match(line)
        if match:
            text = []
            for name in match.group(1).split(","):
                items[name.strip().lstrip("*")] = text
                types[name.strip().lstrip("*")] = _plain_type(match.group(2) or "")
        elif text is not None:
            text.append(line.strip())
    return {name: _unwrap("\n".join(text).strip()) for name, text in items.items()}, types


def _plain_type(text):
    """The type alone, without the role of a link, 'optional' and the default."""
    text = re.sub(r":\w+(?::\w+)*:`~?([^`]*)`", r"\1", text).replace("`", "").strip()
    while _TYPE_ADDITION.search(text):
        text = _TYPE_ADDITION.sub("", text).rstrip()
    return text


def _raised(kind, lines):
    """What is raised or warned of: a line for each."""
    items, text = [], None
    for line in lines:
        match = None if line[:1].isspace() else _RAISED_ITEM.match(line)
        if match:
            text = [match.group(2) or ""]
            items.append((match.group(1), text))
        elif text is not None:
            text.append(line.strip())
        elif line.strip():
            text = [line.strip()]
            items.append(("", text))
    told = [(name, " ".join(" ".join(text).split())) for name, text in items]
    return "\n".join([kind.capitalize() + ":", *("- " + ": ".join(part for part in one if part) for one in told)]) if told else ""


def _examples(lines):
    """(one example a paragraph, what is no example's). Words belong to the code that follows, and stand below it after an empty line."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        # Of one paragraph, the words end where the doctest or what is indented begins.
        rows = inspect.cleandoc("\n" + paragraph).split("\n")
        begin = next((n for n, row in enumerate(rows) if row.startswith(">>>")), None)
        if begin is None and rows[0].endswith(":") and all(row[:1].isspace() for row in rows[1:]):
            begin = 1
        parts = [rows] if begin is None else [rows[:begin], rows[begin:]]
        paragraphs.extend(inspect.cleandoc("\n" + "\n".join(part)) for part in parts if part)
    has_doctest = any(paragraph.startswith(">>>") for paragraph in paragraphs)
    examples, words = [], []
    for paragraph in paragraphs:
        if not paragraph.strip():
            continue
        is_code = paragraph.startswith(">>>") if has_doctest else not (paragraph.endswith(":") or _SENTENCE.match(" ".join(paragraph.split())))
        if is_code:
            examples.append("\n\n".join([paragraph, *words]))
            words = []
        else:
            words.append(_unwrap(re.sub(r"::$", ":", paragraph)))
    if words and examples:
        examples[-1] = "\n\n".join([examples[-1], *words])
        words = []
    return examples, "\n\n".join(words)


def _type_and_text(lines, is_numpy):
    """(the type, the text's lines) of a result: NumPy's form has the type on a line above, Google's in front of a colon."""
    if not is_numpy:
        match = _RETURN_TYPE.match(lines[0])
        return ("", lines) if match is None else (match.group().strip().rstrip(":"), [lines[0][match.end() :], *lines[1:]])
    indented = [line for line in lines if line[:1].isspace() or not line]
    if not any(indented):
        return "", lines
    types = [line for line in lines if line and not line[:1].isspace()]
    return types[0].rpartition(" : ")[2] if len(types) == 1 else "", inspect.cleandoc("\n".join(["", *indented])).split("\n")


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
