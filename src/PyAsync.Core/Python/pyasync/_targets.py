"""What is to be called: functions by name, pieces of code, files."""

import ast
import asyncio
import importlib
import inspect
import os
import sys
import threading

from pyasync._runtime import check_unawaited
from pyasync._siblings import Siblings, is_standard, put_first

# Sources whose lines tracebacks can show: by text, oldest first, each with its file name.
_names = {}
_names_gate = threading.Lock()
_made = 0
_MOST_SOURCES = 256


class FunctionNotFound(LookupError):
    """What was to be called is not there."""


def resolve(module, qualname, namespace=None, folder=None):
    """The object that 'module' and 'qualname' name. Without qualname, module is a dotted path to split.

    namespace: where a bare name is looked for, before the builtins; without it, __main__'s.
    folder: where a module that Python does not find is looked for, as a file that is loaded as by load_file.
    Raises FunctionNotFound with a message for the user; an import that fails raises what it raised.
    """
    if not qualname:
        return _resolve_dotted(module, namespace)
    try:
        found = _import(module)
    except ModuleNotFoundError as err:
        file = os.path.join(folder, module + ".py") if folder and err.name == module else ""
        if not os.path.isfile(file):
            raise
        return load_file(file, qualname)
    return _walk(found, module, qualname)


def _import(name):
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as err:
        # Only where the module itself is missing; one that it imports is told by its own traceback.
        if err.name is not None and (name == err.name or name.startswith(err.name + ".")):
            raise ModuleNotFoundError(
                "no module named %r; looked in %s" % (err.name, ", ".join(p or "." for p in sys.path)), name=err.name
            ) from None
        raise


def _walk(target, module, qualname):
    seen = module
    for part in qualname.split("."):
        try:
            target = getattr(target, part)
        except AttributeError:
            import difflib

            near = difflib.get_close_matches(part, dir(target), 3)
            hint = "; did you mean %s?" % " or ".join(near) if near else ""
            if not hint and seen is module:
                functions = [n for n in dir(target) if n[0] != "_" and callable(getattr(target, n, None))]
                if 0 < len(functions) <= 12:
                    hint = "; it has %s" % ", ".join(functions)
            raise FunctionNotFound("%r has no attribute %r%s" % (seen, part, hint)) from None
        seen += "." + part
    return target


def _resolve_dotted(path, namespace):
    if "." not in path:
        import builtins

        if namespace is None:
            namespace = sys.modules["__main__"].__dict__
        if path in namespace:
            return namespace[path]
        if hasattr(builtins, path):
            return getattr(builtins, path)
        raise FunctionNotFound("%r names no function; write 'module:function', such as 'asyncio:sleep'" % path)
    module, _, rest = path.rpartition(".")
    tail = [rest]
    while True:
        try:
            found = _import(module)
        except ModuleNotFoundError as err:
            # 'package.Class.method': the module is further left.
            missing = err.name is not None and (module == err.name or module.startswith(err.name + "."))
            if not missing or "." not in module:
                raise
            module, _, part = module.rpartition(".")
            tail.insert(0, part)
            continue
        return _walk(found, module, ".".join(tail))


def compile_code(source, namespace, with_item):
    """(function, gives a value): the function runs the source in the namespace and returns its last expression.

    with_item: the function takes one argument, visible in the source as `_`. Where the source awaits, it is an async
    function. Names that the source assigns are the namespace's, as at a prompt.
    """
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
    future = _take_future_imports(tree, plain.co_flags, namespace)
    if not tree.body:
        return (lambda *item: None), False
    gives = isinstance(tree.body[-1], ast.Expr)
    if any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.walk(tree)):
        return _module_runner(tree, namespace, flags | future, file), gives
    body = [_Unannotate().visit(statement) for statement in tree.body]
    last = body[-1]
    is_async = bool(plain.co_flags & inspect.CO_COROUTINE)
    if isinstance(last, ast.Expr):
        # What a plain function returns is awaited by its caller.
        value = _awaited(last.value) if is_async else last.value
        body[-1] = ast.copy_location(ast.Return(value=value), last)
    local = _compile_function(body, is_async, with_item, file, future).__code__
    # What a function would keep to itself belongs to the namespace here.
    names = set(local.co_varnames[local.co_argcount :] + local.co_cellvars) - {"_" if with_item else "", _SETTLE}
    names = [name for name in names if name.isidentifier()]
    if names:
        body.insert(0, ast.Global(names=sorted(names)))
    return _compile_function(body, is_async, with_item, file, future, namespace), gives


def _take_future_imports(tree, code_flags, namespace):
    """Takes `from __future__ import …` out, which may stand in no function; gives the flags to compile with instead."""
    imports = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__" and not n.level]
    if not imports:
        return 0
    import __future__

    for statement in imports:
        tree.body.remove(statement)
        for name in statement.names:
            namespace[name.asname or name.name] = getattr(__future__, name.name)
    flags = 0
    for name in __future__.all_feature_names:
        flags |= code_flags & getattr(__future__, name).compiler_flag
    return flags


def _compile_function(body, is_async, with_item, file, future, namespace=None):
    make = ast.AsyncFunctionDef if is_async else ast.FunctionDef
    # The helper comes as a default, so that neither the namespace nor the source's own names have it.
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(arg="_")] if with_item else [],
        kwonlyargs=[ast.arg(arg=_SETTLE)] if is_async else [],
        kw_defaults=[None] if is_async else [],
        defaults=[],
    )
    function = make(name="_code", args=arguments, body=body, decorator_list=[], lineno=1, col_offset=0)
    if sys.version_info >= (3, 12):
        function.type_params = []
    module = ast.fix_missing_locations(ast.Module(body=[function], type_ignores=[]))
    scope = {}
    exec(compile(module, file, "exec", future, dont_inherit=True), {} if namespace is None else namespace, scope)
    made = scope["_code"]
    if is_async:
        made.__kwdefaults__ = {_SETTLE: _settle}
    return made


_SETTLE = "_pyasync_settle"


async def _settle(value):
    """The last expression's result: awaited if it is an awaitable itself."""
    if asyncio.iscoroutine(value):
        check_unawaited(value)
    return await value if inspect.isawaitable(value) else value


def _awaited(expression):
    call = ast.Call(func=ast.Name(id=_SETTLE, ctx=ast.Load()), args=[expression], keywords=[])
    return ast.copy_location(ast.Await(value=ast.copy_location(call, expression)), expression)


class _Unannotate(ast.NodeTransformer):
    """`x: int = 5` may not stand beside `global x`; the annotation of a plain name goes."""

    def visit_AnnAssign(self, node):
        if not isinstance(node.target, ast.Name):
            return node
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)

    def visit_FunctionDef(self, node):
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef


def _module_runner(tree, namespace, flags, file):
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        body = ast.Module(body=tree.body[:-1], type_ignores=[])
        value = compile(ast.Expression(last.value), file, "eval", flags, dont_inherit=True)
    else:
        body, value = tree, None
    code = compile(body, file, "exec", flags, dont_inherit=True)

    async def run(*item):
        if item:
            namespace["_"] = item[0]
        result = None
        for part in (code, value):
            if part is not None:
                result = eval(part, namespace)
                if part.co_flags & inspect.CO_COROUTINE:
                    result = await result
        return await _settle(result) if value is not None else None

    return run


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


def load_file(path, entry_point):
    """The function `entry_point` of the file, which is run afresh as a module of its own."""
    import importlib.util

    path = os.path.abspath(path)
    name = _module_name(path)
    folder = os.path.dirname(path)
    put_first(folder)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise FunctionNotFound("%r is no Python file" % path)
    module = importlib.util.module_from_spec(spec)
    # Classes of the file are pickled and dataclasses resolved through sys.modules.
    earlier = sys.modules.get(name)
    sys.modules[name] = module
    try:
        with Siblings(folder, besides=name):
            spec.loader.exec_module(module)
    except BaseException:
        if earlier is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = earlier
        raise
    try:
        return _walk(module, path, entry_point)
    except FunctionNotFound as err:
        raise FunctionNotFound("%s; -EntryPoint names the function to call" % err) from None


def _module_name(path):
    """The file's name without its ending, as its siblings import it; with a number where that is another module's."""
    import os

    stem = os.path.splitext(os.path.basename(path))[0]
    if stem not in sys.modules and is_standard(stem):
        # Whoever imports the standard module later must not get the file, whose folder is about to come first.
        try:
            importlib.import_module(stem)
        except Exception:
            pass
    name, number = stem, 1
    while name in sys.modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file and os.path.realpath(file) == os.path.realpath(path):
            break
        number += 1
        name = "%s__%d" % (stem, number)
    return name
