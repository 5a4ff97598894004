"""A sandbox that imitates vendors' APIs over one set of fake records."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mockserver.testing.interception import intercept as intercept

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """``mockserver.intercept``, loaded when it is used: importing the package loads nothing."""
    if name == "intercept":
        from mockserver.testing.interception import intercept

        return intercept
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
