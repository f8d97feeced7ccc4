"""Score runs, published scores, the report card and the quality map."""
