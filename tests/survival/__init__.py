"""Sweeps that are killed, starved of disk or cut off: nothing finished is lost, and the table ends the same."""
