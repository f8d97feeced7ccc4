from sakaguru.standards.models.framework import Framework, FrameworkVersion, Level
from sakaguru.standards.models.node import Node, words

__all__ = ["Framework", "FrameworkVersion", "Level", "Node", "words"]
