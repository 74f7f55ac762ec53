"""Generated ledgers of any size, the same for the same plan."""

from benchmarks.ledgers.generator import generate_records, write_ledger
from benchmarks.ledgers.plan import Plan

__all__ = ["Plan", "generate_records", "write_ledger"]
