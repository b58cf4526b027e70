"""Which method goes with which design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.indices.density import delta
from sim.indices.estimates import Estimates, Options
from sim.indices.grids import anova, tornado
from sim.indices.morris import morris
from sim.indices.sample import Sample
from sim.indices.slices import pawn, regional
from sim.indices.sobol import sobol
from sim.indices.spectral import fast, hdmr, rbd_fast
from sim.scenario.checks import unknown

INDEPENDENT = ("latin_hypercube", "halton", "random", "rbd_fast")
"""Samplers whose points are a sample of independent factors; any of them serves what needs no scheme of its own."""


@dataclass(frozen=True)
class Method:
    """A way to tell what an outcome depends on.

    Attributes
    ----------
    estimate
        The estimator.
    samplers
        Whose points it takes.
    main
        The index that ranks factors.
    share
        Whether that index is a share, between 0 and 1.
    growing
        Whether it is worked out for parts of the sample too, to see it converge.
    quick
        Whether it is also put to the standard deviation over replicates.
    """

    estimate: Callable[[Sample, Options], Estimates]
    samplers: tuple[str, ...]
    main: str
    share: bool = True
    growing: bool = False
    quick: bool = True


METHODS = {
    "sobol": Method(sobol, ("sobol",), "ST", growing=True),
    "morris": Method(morris, ("morris",), "mu_star", share=False, growing=True),
    "fast": Method(fast, ("fast",), "ST"),
    "rbd_fast": Method(rbd_fast, INDEPENDENT, "S1"),
    "pawn": Method(pawn, INDEPENDENT, "pawn_median", growing=True),
    "delta": Method(delta, INDEPENDENT, "delta"),
    "regional": Method(regional, INDEPENDENT, "regional"),
    "hdmr": Method(hdmr, INDEPENDENT, "ST", quick=False),
    "anova": Method(anova, ("factorial",), "ST"),
    "tornado": Method(tornado, ("one_at_a_time",), "swing", share=False),
}
DEFAULTS = {
    "sobol": "sobol", "morris": "morris", "fast": "fast", "rbd_fast": "rbd_fast", "latin_hypercube": "pawn",
    "halton": "pawn", "random": "pawn", "factorial": "anova", "one_at_a_time": "tornado",
}  # fmt: skip


def method_for(sampler: str, name: str | None) -> str:
    """The method asked for, or the sampler's own.

    Raises
    ------
    ValueError
        For a name that is no method, or one that the design does not fit.

    Examples
    --------
    >>> method_for("latin_hypercube", None)
    'pawn'
    >>> method_for("sobol", "morris")
    Traceback (most recent call last):
    ValueError: method morris needs sampler morris; this sweep's sampler is sobol, which takes method sobol
    """
    if name is not None and name not in METHODS:
        raise ValueError(unknown("method", name, METHODS))
    fitting = [key for key, method in METHODS.items() if sampler in method.samplers]
    if not fitting:
        raise ValueError(
            f"points of sampler {sampler} are no sample that a method could use: sweep with "
            f"{_either(list(DEFAULTS))}"
        )
    if name is None:
        return DEFAULTS[sampler]
    if name not in fitting:
        raise ValueError(
            f"method {name} needs sampler {_either(list(METHODS[name].samplers))}; this sweep's sampler is {sampler}, "
            f"which takes method {_either(fitting)}"
        )
    return name


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
