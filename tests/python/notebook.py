"""Runs a notebook as a reader would and says how many pictures and tables it showed.

python notebook.py NOTEBOOK TABLES
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

notebook, tables = map(Path, sys.argv[1:])
os.environ["PLENARY_TABLES"] = str(tables.resolve())
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
pages = nbformat.read(notebook, as_version=4)
assert all(not cell.get("outputs") for cell in pages.cells), "the notebook is kept without results"
NotebookClient(pages, timeout=120, kernel_name="python3").execute()
shown = [kind for cell in pages.cells for output in cell.get("outputs", []) for kind in output.get("data", {})]
print(f"pictures {shown.count('image/png')} tables {shown.count('text/html')}")
