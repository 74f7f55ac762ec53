"""The MCP server for agents: the questions of the HTTP API as read-only tools."""

from app.mcp.server import PATH, create_server, http_app
from app.mcp.stdio import serve_stdio

__all__ = ["PATH", "create_server", "http_app", "serve_stdio"]
