"""One HTML page on what a run, a comparison or a sweep found, from its folder; it needs nothing from elsewhere."""

from sim.report.parts import ReportError
from sim.report.writing import Report, report

__all__ = ["Report", "ReportError", "report"]
