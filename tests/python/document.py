"""Converts findings.docx to HTML with mammoth and prints what it holds as JSON.

python document.py DOCUMENT
"""

import json
import re
import sys

import mammoth

with open(sys.argv[1], "rb") as document:
    html = mammoth.convert_to_html(document).value
plain = lambda part: re.sub(r"<[^>]+>", "", part).replace("\xa0", " ")
json.dump(
    {
        "sections": [plain(h) for h in re.findall(r"<h1>(.*?)</h1>", html)],
        "pictures": html.count("<img"),
        "described": len(re.findall(r'<img[^>]* alt="[^"]+"', html)),
        "tables": html.count("<table"),
        "text": plain(re.sub(r"<img[^>]*>", "", html)),
    },
    sys.stdout,
)
