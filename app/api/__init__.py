"""The HTTP API: parameters, responses, errors and middleware around the routes."""
