"""Runs experiments with the real Chaos Toolkit, many in one process.

One JSON object per line in: {"args": ["file.json", "--dry", "probes"], "dir": "/tmp/x", "verb": "run"}.
One per line out: {"exit": 0, "journal": "<text>" or null}.
"""

import json
import logging
import os
import sys

from chaoslib.control import reset_global_controls
from chaostoolkit.cli import cli

REQUESTS = os.fdopen(os.dup(0))
OUT = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
logging.disable(logging.CRITICAL)
ENVIRONMENT = dict(os.environ)


def run(request):
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    reset_global_controls()
    os.chdir(request["dir"])
    journal = os.path.join(request["dir"], request.get("journal", "journal.json"))
    if os.path.exists(journal):
        os.remove(journal)
    common = ["--no-version-check", "--no-log-file", "--settings", "/nonexistent/settings.yaml"]
    verb = request.get("verb", "run")
    extra = ["--journal-path", journal] if verb == "run" else []
    try:
        cli.main([*common, verb, *extra, *request["args"]], standalone_mode=True)
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1 if left.code else 0
    except KeyboardInterrupt:
        code = 1
    except BaseException as broken:  # the interpreter would print it and leave with 1
        if os.environ.get("WHY"):
            sys.stderr.write(repr(broken) + "\n")
        code = 1
    logging.disable(logging.CRITICAL)
    text = None
    if os.path.exists(journal):
        with open(journal) as file:
            text = file.read()
    return {"exit": code, "journal": text}


for line in REQUESTS:
    OUT.write(json.dumps(run(json.loads(line))) + "\n")
    OUT.flush()
os._exit(0)
