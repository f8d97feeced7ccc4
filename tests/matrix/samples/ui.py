from matrix.policy import SIGNED_IN


def plant(world):
    pass


ROWS = {"ui:gallery": SIGNED_IN}
