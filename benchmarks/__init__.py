"""Measures of cost, run by ``python -m benchmarks`` (``make bench``). They judge nothing: ``make test`` does."""
