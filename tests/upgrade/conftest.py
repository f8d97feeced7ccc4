from matrix.fixtures import built, world

__all__ = ["built", "world"]
