"""Parts of the benchmarks: each measures one thing and yields figures."""
