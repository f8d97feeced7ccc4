from sakaguru.evidence.models.evidence import Evidence, Proof
from sakaguru.evidence.models.upload import Upload, UploadPiece

__all__ = ["Evidence", "Proof", "Upload", "UploadPiece"]
