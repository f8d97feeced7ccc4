"""Asking: campaigns, links, questionnaires, and the answers as they arrive."""
