from sakaguru.evidence.models.evidence import Evidence, Proof

__all__ = ["Evidence", "Proof"]
