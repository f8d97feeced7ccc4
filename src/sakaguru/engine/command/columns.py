"""Columns of a batch as NumPy and Arrow take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray


def flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def encoded(column: pa.Array | pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """A column as codes into its distinct texts; an empty cell has the code beyond."""
    text = flat(column).cast(pa.string())
    empty = pc.equal(text, "")
    table = pc.if_else(empty, pa.scalar(None, pa.string()), text).dictionary_encode()
    unique = table.dictionary.to_pylist()
    codes = pc.fill_null(table.indices, len(unique)).to_numpy(zero_copy_only=False)
    return codes.astype(np.int64), unique
