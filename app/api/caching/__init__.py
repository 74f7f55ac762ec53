"""Validators of HTTP caching, and a bounded memory of recent answers."""

from app.api.caching.memory import AnswerMemory
from app.api.caching.middleware import CachingMiddleware
from app.api.caching.version import LOG_KEY, AnswerVersion, current_version, declare_version, require_version

__all__ = [
    "LOG_KEY",
    "AnswerMemory",
    "AnswerVersion",
    "CachingMiddleware",
    "current_version",
    "declare_version",
    "require_version",
]
