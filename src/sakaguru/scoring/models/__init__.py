from sakaguru.scoring.models.arrival import Arrival
from sakaguru.scoring.models.closeup import RegionCloseup, Scale, SchoolCloseup
from sakaguru.scoring.models.publication import Edition, Publication
from sakaguru.scoring.models.result import RegionResult, SchoolResult
from sakaguru.scoring.models.run import ScoreRun

__all__ = [
    "Arrival",
    "Edition",
    "Publication",
    "RegionCloseup",
    "RegionResult",
    "Scale",
    "SchoolCloseup",
    "SchoolResult",
    "ScoreRun",
]
