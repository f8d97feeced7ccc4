from sakaguru.scoring.models.publication import Edition, Publication
from sakaguru.scoring.models.result import RegionResult, SchoolResult
from sakaguru.scoring.models.run import ScoreRun

__all__ = ["Edition", "Publication", "RegionResult", "SchoolResult", "ScoreRun"]
