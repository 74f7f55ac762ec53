"""tradegraph's core: the ledger of statements, the graph projected from it, and the questions asked of it.

Floors, lowest first (an import only ever goes down): ``errors``, ``vocabulary``, ``dates``, ``model``; then
``records``, ``project``, ``queries``; then ``store`` and ``local``; then ``answers``. Nothing here imports ``app``.
"""
