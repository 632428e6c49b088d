"""Checks project.qdpx against the schema of the exchange standard and reads its codings.

python project.py PROJECT SCHEMA

Offsets count Unicode code points, which is what Python's strings count in.
"""

import json
import sys
import zipfile

from lxml import etree

project, schema = sys.argv[1:]
with zipfile.ZipFile(project) as archive:
    tree = etree.fromstring(archive.read("project.qde"))
    etree.XMLSchema(etree.parse(schema)).assertValid(tree)
    texts = {
        name.rsplit("/", 1)[-1]: archive.read(name).decode("utf-8-sig").replace("\r", "")
        for name in archive.namelist()
        if name.lower().startswith("sources/")
    }
space = {"q": "urn:QDA-XML:project:1.0"}
codes = {code.get("guid"): code.get("name") for code in tree.iterfind(".//q:Code", space)}
coded = []
for source in tree.iterfind(".//q:TextSource", space):
    text = texts[source.get("plainTextPath").rsplit("/", 1)[-1]]
    for passage in source.iterfind("q:PlainTextSelection", space):
        start, end = int(passage.get("startPosition")), int(passage.get("endPosition"))
        names = [codes[r.get("targetGUID")] for r in passage.iterfind("q:Coding/q:CodeRef", space)]
        coded.append({"source": source.get("name"), "text": text[start:end], "codes": names})
json.dump(coded, sys.stdout)
