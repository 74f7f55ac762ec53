"""MCP server for agents: the read-only HTTP calls as tools."""

from app.mcp.server import PATH, create_server, http_app
from app.mcp.stdio import serve_stdio

__all__ = ["PATH", "create_server", "http_app", "serve_stdio"]
