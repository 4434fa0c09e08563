"""Pieces of source as code of a loop: compiled once, evaluated once for each call. On the loop's thread."""

import ast
import asyncio
import inspect
import keyword
import sys
import threading
import types
import unicodedata

from pyasync._awaits import await_with_cancel, check_unawaited
from pyasync._scope import HELPER

__all__ = ["compile_code"]

# Sources whose lines tracebacks can show: by text, oldest first, each with its file name.
_names = {}
_names_gate = threading.Lock()
_made = 0
_MOST_SOURCES = 256


def compile_code(source, inputs, awaits):
    """Compiles a source that sees `inputs`, the names of what a call passes in.

    Gives (code object, gives a value, awaits its value, places, helper, file). The code object is to be evaluated with the
    loop's namespace as globals, a `Scope` as locals, and a cell for each of its free variables: its place says which of
    the inputs it holds, or -1 for the helper. The file is the source's name in tracebacks. The inputs are the call's own, in functions and
    classes of the source too; every other name that the source assigns is the namespace's, as at a prompt. Where the
    source awaits, evaluating it gives a coroutine.

    awaits: whether the last expression's value is awaited where it is awaitable: "always", "never", or "unless_named",
    which is not where the expression only names an object that is there: `pool`, `app.pool`, `pools[0]`.
    """
    inputs = [_check_name(name) for name in inputs]
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    # First as Python itself sees it: its syntax errors name file, line and column, and `return` or `yield` outside of
    # a function are errors here as they are at a prompt.
    file = _remember(source)
    try:
        tree = compile(source, file, "exec", flags | ast.PyCF_ONLY_AST, dont_inherit=True)
        plain = compile(source, file, "exec", flags, dont_inherit=True)
    except SyntaxError as err:
        lines = source.splitlines()
        if err.text is None and err.lineno and err.lineno <= len(lines):
            err.text = lines[err.lineno - 1]
        raise
    is_async = bool(plain.co_flags & inspect.CO_COROUTINE)
    future = _take_future_imports(tree, plain.co_flags)
    last = tree.body[-1] if tree.body else None
    gives = isinstance(last, ast.Expr)
    awaited = awaits == "always" or awaits == "unless_named" and not (gives and _is_named(last.value))
    body = [_AsFunctionBody(file, inputs).visit(statement) for statement in tree.body]
    if gives:
        # What a plain function returns is awaited by its caller.
        value = _call_helper("result_of", last.value, is_awaited=True) if is_async and awaited else last.value
        body[-1] = ast.copy_location(ast.Return(value=value), last)
    if inputs:
        # Also those that the source does not name: what it executes or evaluates may.
        body.insert(0, ast.Nonlocal(names=inputs))
    local = _compile_function(body or [ast.Pass()], is_async, inputs, file, future)
    # What a function would keep to itself belongs to the namespace here.
    names = [name for name in set(local.co_varnames + local.co_cellvars) - set(inputs) if name.isidentifier()]
    if names:
        body.insert(0, ast.Global(names=sorted(names)))
        local = _compile_function(body, is_async, inputs, file, future)
    places = tuple(inputs.index(name) if name in inputs else -1 for name in local.co_freevars)
    return _as_class_body(local), gives, awaited, places, sys.modules[__name__], file


def _check_name(name):
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError("%r cannot be a variable in Python: a name has letters, digits and _, and is no keyword" % name)
    # As the compiler reads names in the source.
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def _take_future_imports(tree, code_flags):
    """Replaces `from __future__ import …`, which may stand in no function; gives the flags to compile with instead."""
    flags = 0
    for place, statement in enumerate(tree.body):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__" and not statement.level:
            import __future__

            for name in __future__.all_feature_names:
                flags |= code_flags & getattr(__future__, name).compiler_flag
            # The same names, by an import that may stand anywhere.
            names = [name.asname or name.name for name in statement.names]
            values = [_call_helper("feature", ast.Constant(value=name.name)) for name in statement.names]
            tree.body[place] = _located(
                ast.Assign(
                    targets=[ast.Tuple(elts=[ast.Name(id=name, ctx=ast.Store()) for name in names], ctx=ast.Store())],
                    value=ast.Tuple(elts=values, ctx=ast.Load()),
                ),
                statement,
            )
    return flags


def _is_named(expression):
    """Whether an expression makes nothing: it names an object that is there, or an attribute or item of one."""
    while isinstance(expression, (ast.Attribute, ast.Subscript)):
        expression = expression.value
    return isinstance(expression, ast.Name)


class _AsFunctionBody(ast.NodeTransformer):
    """Rewrites what may stand in a module but in no function, outside of the source's own functions and classes."""

    def __init__(self, file, inputs):
        self._file = file
        self._inputs = inputs

    def visit_AnnAssign(self, node):
        # `x: int = 5` may not stand beside `global x`.
        if not isinstance(node.target, ast.Name):
            return node
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)

    def visit_ImportFrom(self, node):
        if node.names[0].name != "*":
            return node
        call = _call_helper("import_all", ast.Constant(value=node.module), ast.Constant(value=node.level))
        return _located(ast.Expr(value=call), node)

    def visit_Global(self, node):
        for name in node.names:
            if name in self._inputs:
                message = "%r was passed in and is this call's own; assign it to another name to keep it" % name
                raise SyntaxError(message, (self._file, node.lineno, node.col_offset + 1, "global " + ", ".join(node.names)))
        return node

    def visit_FunctionDef(self, node):
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef


def _call_helper(name, *arguments, is_awaited=False):
    function = ast.Attribute(value=ast.Name(id=HELPER, ctx=ast.Load()), attr=name, ctx=ast.Load())
    call = ast.Call(func=function, args=list(arguments), keywords=[])
    return _located(ast.Await(value=call) if is_awaited else call, arguments[0])


def _located(node, place):
    # A line of the source also for what was made here. What was not is left as it is.
    if hasattr(place, "lineno"):
        ast.copy_location(node, place)
    return node


def _compile_function(body, is_async, inputs, file, future):
    """The code object of a function of this body, inside one whose arguments are what it is to see."""
    make = ast.AsyncFunctionDef if is_async else ast.FunctionDef
    inner = _function(make, "_code", [], body)
    outer = _function(ast.FunctionDef, "_outer", [HELPER] + inputs, [inner])
    module = ast.fix_missing_locations(ast.Module(body=[outer], type_ignores=[]))
    code = compile(module, file, "exec", future, dont_inherit=True)
    for _ in range(2):
        code = next(constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return code


def _function(make, name, arguments, body):
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg=name) for name in arguments], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    function = make(name=name, args=arguments, body=body, decorator_list=[], lineno=1, col_offset=0)
    if sys.version_info >= (3, 12):
        function.type_params = []
    return function


def _as_class_body(code):
    """A function's code object that has a mapping for its locals, which `exec`, `locals()` and the like then work on.

    A class body is such code: its names are in a mapping, and it refers to the variables of a function around it. But it
    may not await.
    """
    changes = {"co_flags": code.co_flags & ~(inspect.CO_OPTIMIZED | inspect.CO_NEWLOCALS)}
    if sys.version_info >= (3, 11):
        changes["co_qualname"] = code.co_name
    if sys.version_info[:2] == (3, 12):
        # The variables of inlined comprehensions, which 3.12 copies into the mapping, or deletes there: not by names that
        # others use. So `eval` inside of such a comprehension does not see its variables, on 3.12 only.
        changes["co_varnames"] = tuple("." + name for name in code.co_varnames)
        changes["co_cellvars"] = tuple("." + name for name in code.co_cellvars)
    return code.replace(**changes)


async def result_of(value):
    """The last expression's result: awaited if it is an awaitable itself."""
    if asyncio.iscoroutine(value):
        check_unawaited(value)
        return await value
    return await await_with_cancel(value) if inspect.isawaitable(value) else value


def feature(name):
    """What `from __future__ import name` gives."""
    import __future__

    return getattr(__future__, name)


def import_all(module, level):
    """Does `from module import *` in the namespace of the code that calls this."""
    exec("from %s%s import *" % ("." * level, module or ""), sys._getframe(1).f_globals)


def _remember(source):
    """The source's file name, by which tracebacks find its lines; the oldest of many sources is forgotten."""
    import linecache

    global _made
    with _names_gate:
        file = _names.get(source)
        if file is None:
            _made += 1
            file = _names[source] = "<PyAsync code %d>" % _made
            if len(_names) > _MOST_SOURCES:
                linecache.cache.pop(_names.pop(next(iter(_names))), None)
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    return file
