"""``python -m examsolver`` and the ``examsolver`` command."""

from examsolver.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
