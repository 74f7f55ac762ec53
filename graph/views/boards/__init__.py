"""Boards: the links of a hub as columns of groups of rows. Pure functions."""

from graph.views.boards.between import build_board_between
from graph.views.boards.build import build_board, measures_of
from graph.views.boards.members import member_ids, relate_links

__all__ = ["build_board", "build_board_between", "measures_of", "member_ids", "relate_links"]
