"""The door for agents: the same questions as by HTTP, as tools of the Model Context Protocol. It only reads."""

from app.agents.server import PATH, create_server, http_app
from app.agents.stdio import serve_stdio

__all__ = ["PATH", "create_server", "http_app", "serve_stdio"]
