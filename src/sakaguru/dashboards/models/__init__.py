from sakaguru.dashboards.models.figures import UnitFigures

__all__ = ["UnitFigures"]
