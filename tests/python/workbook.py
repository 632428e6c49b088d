"""Reads recommendations.xlsx with openpyxl and prints what it holds as JSON.

python workbook.py WORKBOOK
"""

import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
sheets = {}
for sheet in book.worksheets:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    sheets[sheet.title] = {
        "rows": len(rows),
        "head": rows[0],
        "first_column": [row[0] for row in rows[1:]],
        "kinds": sorted(kinds),
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref or [table.ref for table in sheet.tables.values()] or None,
    }
json.dump(sheets, sys.stdout)
