"""What a live .NET object costs: the same code on PyAsync's objects and on those of pythonnet alone, in a process of its own."""

from time import perf_counter_ns


def property(source, count):
    """Microseconds for a property."""
    start = perf_counter_ns()
    for _ in range(count):
        source.Number
    return (perf_counter_ns() - start) / 1000 / count


def method(source, count):
    """Microseconds for a method call."""
    start = perf_counter_ns()
    for _ in range(count):
        source.Add(1)
    return (perf_counter_ns() - start) / 1000 / count
