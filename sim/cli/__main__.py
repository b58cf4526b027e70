"""``python -m sim.cli``."""

from sim.cli.app import main

main()
