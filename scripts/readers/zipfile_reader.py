"""Answers each path on standard input with what zipfile delivers of it, one line of JSON each."""

import hashlib
import json
import sys
import time
import zipfile

MAX_BYTES, MAX_NAMES, SECONDS = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) / 1000

try:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
except (ImportError, ValueError, OSError):
    pass


def deliver(path):
    names, contents, error = [], set(), None
    deadline, left = time.monotonic() + SECONDS, MAX_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist()[:MAX_NAMES]:
                names.append(info.filename)
                digest, size = hashlib.sha256(), 0
                try:
                    with archive.open(info) as stream:
                        while chunk := stream.read(1 << 16):
                            digest.update(chunk)
                            size += len(chunk)
                            left -= len(chunk)
                            if left < 0 or time.monotonic() > deadline:
                                # Nobody receives what was not read to its end.
                                return names, contents, "stopped: too much or too long"
                except Exception as problem:
                    error = error or f"{type(problem).__name__}: {problem}"
                if size > 0:
                    contents.add(digest.hexdigest())
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}"
    return names, contents, error


for line in sys.stdin:
    names, contents, error = deliver(line.rstrip("\n"))
    answer = {"names": names, "contents": sorted(contents)}
    if error is not None:
        answer["error"] = error[:300]
    print(json.dumps(answer), flush=True)
