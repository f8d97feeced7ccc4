"""Charts drawn on the server; each brings its table."""

from sakaguru.ui.charts.chart import Chart
from sakaguru.ui.charts.cycle import CycleStep, quality_cycle
from sakaguru.ui.charts.distribution import DistributionRow, distribution
from sakaguru.ui.charts.progress import progress_bar, progress_ring
from sakaguru.ui.charts.roles import RoleRow, role_dots, role_legend, role_line
from sakaguru.ui.charts.spread import SpreadRow, spread
from sakaguru.ui.charts.standards import StandardRow, standards_picture
from sakaguru.ui.charts.tiles import Tile, tile_map
from sakaguru.ui.charts.trend import TrendPoint, trend

__all__ = [
    "Chart",
    "CycleStep",
    "DistributionRow",
    "RoleRow",
    "SpreadRow",
    "StandardRow",
    "Tile",
    "TrendPoint",
    "distribution",
    "progress_bar",
    "progress_ring",
    "quality_cycle",
    "role_dots",
    "role_legend",
    "role_line",
    "spread",
    "standards_picture",
    "tile_map",
    "trend",
]
