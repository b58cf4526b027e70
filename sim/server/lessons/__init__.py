"""Guided lessons: markdown files with steps that set the controls (docs/lessons.md tells how to write one)."""

from sim.server.lessons.lesson import Lesson, Predict, Reading, Step
from sim.server.lessons.reading import cases_beside, lessons, read_lesson

__all__ = ["Lesson", "Predict", "Reading", "Step", "cases_beside", "lessons", "read_lesson"]
