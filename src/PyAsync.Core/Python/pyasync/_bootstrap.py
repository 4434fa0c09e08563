# Run once by the host with `sources`, a dict of file name → text, `code_folder`, where compiled code is kept, "" for nowhere, and
# `open_clr`, a function without arguments that gives pythonnet's module `clr`. It makes the package `pyasync` importable from
# the texts, and `clr` by the function.
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import source_hash

_ORIGIN = "<pyasync>/"


class _HostFinder:
    """Finds the modules of `pyasync` among the texts inside the host's assembly."""

    def find_spec(self, name, path=None, target=None):
        if name != "pyasync" and not name.startswith("pyasync."):
            return None
        package = name == "pyasync"
        file = "__init__.py" if package else name[8:].replace(".", "/") + ".py"
        if file not in sources:
            return None
        origin = _ORIGIN + file
        return ModuleSpec(name, _HostLoader(name, origin), origin=origin, is_package=package)


class _HostLoader(SourceFileLoader):
    """Loads a module from its text. Its compiled code is kept as Python keeps that of files, in the host's folder."""

    def exec_module(self, module):
        module.__file__ = self.path
        super().exec_module(module)

    def get_data(self, path):
        if path.endswith(".py"):
            return sources[path[len(_ORIGIN):]].encode()
        if not code_folder:
            raise FileNotFoundError(path)
        kept = super().get_data(self._kept(path))
        # A file that a full disk or a lost machine has cut off would fail each import from then on.
        code, check = kept[:-8], kept[-8:]
        if source_hash(code) != check:
            raise OSError("not as it was written: " + path)
        return code

    def path_stats(self, path):
        # What compiled code must have been made of: a text's hash stands for the time of its change.
        data = self.get_data(path)
        return {"mtime": int.from_bytes(source_hash(data)[:4], "little"), "size": len(data)}

    def set_data(self, path, data, *, _mode=0o600):
        if code_folder:
            super().set_data(self._kept(path), bytes(data) + source_hash(data), _mode=0o600)

    @staticmethod
    def _kept(path):
        return os.path.join(code_folder, os.path.basename(path))


class _ClrLoader:
    """Finds `clr`: pythonnet as the host has it, before any that is installed. Not asked again once it is imported."""

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec("clr", self, origin="<pyasync>/clr") if name == "clr" else None

    def create_module(self, spec):
        return open_clr()

    def exec_module(self, module):
        pass


class _FittedModules:
    """Makes modules fit this process as they are imported: see _changes."""

    def find_spec(self, name, path=None, target=None):
        change = _changes.get(name)
        if change is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def exec_module(module):
                run(module)
                change(module)

            spec.loader.exec_module = exec_module
        return spec


def _spawn_by_default(module):
    """Starts processes afresh: a forked one lacks .NET's threads, and hangs."""
    # The default only, so that the user's set_start_method still works: asked by get_start_method, it would be what is set.
    # From 3.14 on none forks, and which it is costs time to find out.
    default = module._default_context
    if sys.version_info < (3, 14) and default._default_context.get_start_method() == "fork":
        default._default_context = module._concrete_contexts["spawn"]


def _tell_served_folders(module):
    """Lets a child process import from the folders of the files that were loaded here, after all others."""
    get_preparation_data = module.get_preparation_data

    def get_data(name):
        from pyasync._siblings import served_folders

        data = get_preparation_data(name)
        data["sys_path"] = list(data["sys_path"]) + served_folders()
        return data

    module.get_preparation_data = get_data


def _tell_bars(module):
    """Shows tqdm's bars as the host's progress where there is no terminal."""
    from pyasync._bars import install

    install(module)


def _carry_origins(module):
    """Lets what an executor's threads do be for who gave it to them."""
    from pyasync._threads import carry_to_executors

    carry_to_executors(module.ThreadPoolExecutor)


def _keep_log_handler(module):
    """Leaves log records to the host where a configuration names no handler for the root logger."""
    from pyasync._logs import fit_config

    fit_config(module)


def _ask_by_host(module):
    """Lets getpass ask the host, which has the terminal."""
    from pyasync._terminal import fit_getpass

    fit_getpass(module)


def _leave_signals(module):
    """Keeps a debugger from taking Ctrl+C."""
    from pyasync._terminal import fit_debugger

    fit_debugger(module)


def _pickle_by_value(module):
    """Lets cloudpickle send what only this process can import."""
    from pyasync._pickling import fit_cloudpickle

    fit_cloudpickle(module)


def _pickle_whole(module):
    """Lets Dask ask cloudpickle for that too."""
    from pyasync._pickling import fit_distributed

    fit_distributed(module)


_changes = {
    "cloudpickle.cloudpickle": _pickle_by_value,
    "concurrent.futures.thread": _carry_origins,
    "distributed.protocol.pickle": _pickle_whole,
    "getpass": _ask_by_host,
    "joblib.externals.cloudpickle.cloudpickle": _pickle_by_value,
    "logging.config": _keep_log_handler,
    "pdb": _leave_signals,
    "pyspark.cloudpickle.cloudpickle": _pickle_by_value,
    "ray.cloudpickle.cloudpickle": _pickle_by_value,
    "multiprocessing.context": _spawn_by_default,
    "multiprocessing.spawn": _tell_served_folders,
    "tqdm.std": _tell_bars,
}

sys.meta_path[:0] = [_HostFinder(), _ClrLoader(), _FittedModules()]
