"""Least squares with standard errors that hold for few and unequal clusters.

The variance is the bias-reduced one of Bell and McCaffrey (2002), known as CR2; the
degrees of freedom are theirs, too, as advised by Imbens and Kolesár (2016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

TINY = 1e-9

T_OF_DOF = (
    *(12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281),
    *(2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860),
    *(2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423),
)
"""Student's t for 95 % within, for 1 to 30 degrees of freedom."""

NORMAL = 1.9600
LAST = len(T_OF_DOF)


def t_value(dof: float) -> float:
    """Student's t for an interval of 95 %, between whole degrees along 1/dof."""
    if dof <= 1:
        return T_OF_DOF[0]
    if dof >= LAST:
        share = LAST / dof
        return NORMAL + (T_OF_DOF[-1] - NORMAL) * share
    low = int(dof)
    share = (1 / low - 1 / dof) / (1 / low - 1 / (low + 1))
    return T_OF_DOF[low - 1] + (T_OF_DOF[low] - T_OF_DOF[low - 1]) * share


class Estimate(NamedTuple):
    """A figure in points with its error and an interval of 95 %."""

    points: float
    error: float
    dof: float

    @property
    def margin(self) -> float:
        return t_value(self.dof) * self.error

    @property
    def low(self) -> float:
        return self.points - self.margin

    @property
    def high(self) -> float:
        return self.points + self.margin


class Fit(NamedTuple):
    """A least squares fit: ``inverse`` is that of X'X."""

    x: Floats
    inverse: Floats
    coefficients: Floats
    residuals: Floats

    @property
    def dof(self) -> int:
        return int(self.x.shape[0] - self.x.shape[1])


class Design(NamedTuple):
    """What an estimate of one column owes to the rows alone, whatever their outcome.

    ``adjusted`` are the rows' weights in the error, ``dof`` its degrees of freedom.
    """

    x: Floats
    inverse: Floats
    place: int
    clusters: Places
    adjusted: Floats
    dof: float


def fitted(x: Floats, y: Floats) -> Fit:
    return _fit(x, _inverse(x), y)


def designed(x: Floats, place: int, clusters: Places) -> Design:
    """For one column, when rows of a cluster may share what is left unexplained."""
    inverse = _inverse(x)
    adjusted = _adjusted(x, inverse, x @ inverse[:, place], clusters)
    dof = _degrees(x, inverse, adjusted, clusters)
    return Design(x, inverse, place, clusters, adjusted, dof)


def coefficient(design: Design, y: Floats) -> Estimate:
    """The coefficient of the design's column for one outcome."""
    fit = _fit(design.x, design.inverse, y)
    sums = np.bincount(design.clusters, weights=design.adjusted * fit.residuals)
    error = float(np.sqrt((sums**2).sum()))
    return Estimate(float(fit.coefficients[design.place]), error, design.dof)


def prediction(fit: Fit, at: Floats) -> Estimate:
    """What is foreseen for one more row ``at``, with all that rows differ by."""
    variance = float(fit.residuals @ fit.residuals) / max(fit.dof, 1)
    spread = variance * (1 + float(at @ fit.inverse @ at))
    return Estimate(float(at @ fit.coefficients), float(np.sqrt(spread)), fit.dof)


def _inverse(x: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(x.T @ x, hermitian=True), dtype=np.float64)


def _fit(x: Floats, inverse: Floats, y: Floats) -> Fit:
    coefficients = inverse @ (x.T @ y)
    return Fit(x, inverse, coefficients, y - x @ coefficients)


def _adjusted(x: Floats, inverse: Floats, towards: Floats, clusters: Places) -> Floats:
    """A_g times the row weights; A_g is (I - H_gg) to the power -1/2.

    Clusters of one size are done at once.
    """
    order = np.argsort(clusters, kind="stable")
    counts = np.bincount(clusters)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    adjusted = np.empty_like(towards)
    for size in np.unique(counts[counts > 0]):
        members = np.flatnonzero(counts == size)
        rows = order[starts[members][:, None] + np.arange(size)]
        own = x[rows]
        left = np.eye(size) - own @ inverse @ own.transpose(0, 2, 1)
        values, turns = np.linalg.eigh(left)
        root = np.where(values > TINY, 1 / np.sqrt(np.maximum(values, TINY)), 0.0)
        inner = (turns.transpose(0, 2, 1) @ towards[rows][:, :, None])[:, :, 0]
        adjusted[rows] = (turns @ (root * inner)[:, :, None])[:, :, 0]
    return adjusted


def _degrees(x: Floats, inverse: Floats, adjusted: Floats, clusters: Places) -> float:
    """Satterthwaite's degrees of freedom for errors that are alike and independent.

    The Gram matrix of the clusters' columns is D - M' (X'X)^-1 M with D diagonal, so
    its trace and square sum need no matrix over all clusters.
    """
    diagonal = np.bincount(clusters, weights=adjusted**2)
    sums = np.stack(
        [np.bincount(clusters, weights=adjusted * column) for column in x.T]
    )
    lowered = inverse @ sums
    taken = (sums * lowered).sum(axis=0)
    inner = lowered @ sums.T
    total = float(diagonal.sum() - taken.sum())
    squares = (diagonal**2).sum() - 2 * (diagonal * taken).sum()
    squares += np.trace(inner @ inner)
    return total**2 / max(float(squares), TINY**2)
