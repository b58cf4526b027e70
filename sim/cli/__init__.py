"""The command ``counterpoise``. Modules here parse requests and print; what is computed lives below."""

from sim.cli.app import main

__all__ = ["main"]
