#!/usr/bin/env python3
"""Prints the notices for what an archive ships: each crate with its licence and licence texts.

Usage: cargo metadata --format-version 1 --locked | notices.py PACKAGE...
Takes what PACKAGEs depend on at run or build time, reads the licence files that lie in the crates'
own sources, and prints each distinct text once.
"""
import hashlib
import json
import os
import re
import sys

metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
wanted = [id for id, package in packages.items() if package["name"] in sys.argv[1:]]
if len(wanted) < len(sys.argv[1:]):
    sys.exit("notices: not every package named is in the workspace")
reached = set()
while wanted:
    id = wanted.pop()
    if id in reached:
        continue
    reached.add(id)
    for dependency in nodes[id]["deps"]:
        if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
            wanted.append(dependency["pkg"])

texts = {}
print("Third-party notices\n===================\n")
for package in sorted((packages[id] for id in reached), key=lambda p: (p["name"], p["version"])):
    if package["source"] is None:
        continue
    print(f"{package['name']} {package['version']}: {package['license'] or 'see its licence file'}")
    folder = os.path.dirname(package["manifest_path"])
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if re.match(r"(?i)(licen[cs]e|copying|notice|unlicense)", name) and os.path.isfile(path):
            text = open(path, encoding="utf-8", errors="replace").read().strip()
            key = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
            texts.setdefault(key, (text, []))[1].append(f"{package['name']} {package['version']}")
for text, users in texts.values():
    print("\n" + "-" * 78 + "\n" + ", ".join(users) + "\n\n" + text)
