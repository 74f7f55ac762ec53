"""Benchmarks: every figure a ratio of paired rounds in one run. See docs/performance.md."""
