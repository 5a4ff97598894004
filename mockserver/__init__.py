"""A sandbox that imitates vendors' APIs over one set of fake records."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mockserver import strategies as strategies
    from mockserver import testing as testing
    from mockserver.testing.interception import intercept as intercept
    from mockserver.testing.matchers import absent as absent

__version__ = "0.1.0"

_LAZY = {
    "absent": ("mockserver.testing.matchers", "absent"),
    "intercept": ("mockserver.testing.interception", "intercept"),
    "strategies": ("mockserver.strategies", None),
    "testing": ("mockserver.testing", None),
}
"""What there is, loaded when it is used: importing the package loads nothing."""


def __dir__() -> list[str]:
    return ["__version__", *_LAZY]


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, member = _LAZY[name]
    loaded = import_module(module)
    return loaded if member is None else getattr(loaded, member)
