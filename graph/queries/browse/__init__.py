"""Queries behind the pages made on the server."""

from graph.queries.browse.changes import ChangeFilter, ChangeQueries
from graph.queries.browse.details import DetailQueries
from graph.queries.browse.lists import BrowseQueries, ListPage, ListQuestion

__all__ = ["BrowseQueries", "ChangeFilter", "ChangeQueries", "DetailQueries", "ListPage", "ListQuestion"]
