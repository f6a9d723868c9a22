#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""System calls of every tool fail, one at a time: what comes of it?

    tools/inject_faults.py [--short] [--only=WORD] TOOL...
    bazel build //tools/... //lib/evaluate:synthetic_predictions
    tools/inject_faults.py bazel-bin/tools/{list_corpus,split_dataset,wav2mel,rec2json,evaluate,report} \\
        bazel-bin/lib/evaluate/synthetic_predictions

Runs each tool on a small input under strace, which lets the n-th call of a kind fail (a full disk, a
failing disk, a signal, no memory, no thread), for every n. A run must end with the same bytes and 0,
or with another status, words on stderr and no output at all: never by a signal, never later than its
time, never with 0 and other bytes, and nothing may be left beside the output. --short tries a few n
of each kind, as the test does. --only=WORD tries jobs whose name holds WORD. TOOLs that are not given
are not tried; synthetic_predictions makes what evaluate and report read. Of those that link torch 25
calls of each kind are tried, as they take seconds to start. Needs strace."""

import array
import collections
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import wave

# A full disk, a failing one, an interruption, no memory: by the call that tells of it.
FAULTS = {
    "write": ("ENOSPC", "EIO", "EINTR"),
    "pwrite64": ("ENOSPC",),
    "writev": ("ENOSPC", "EIO"),
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EIO", "ENOSPC"),
    "linkat": ("EIO", "ENOSPC"),
    "openat": ("EMFILE", "EIO"),
    "read": ("EIO", "EINTR"),
    "pread64": ("EIO",),
    "close": ("EIO",),
    "getdents64": ("EIO",),
    "lseek": ("EIO",),
    "mmap": ("ENOMEM",),
    "clone3": ("EAGAIN",),
    "vfork": ("EAGAIN",),
    "pipe2": ("EMFILE",),
    "poll": ("EINTR", "ENOMEM"),
    "wait4": ("EINTR",),
    "memfd_create": ("EMFILE",),
    "ftruncate": ("EIO",),
    "fcntl": ("EMFILE",),
}
SECONDS = 60
# What is not ours: the loader's own words and status where a library cannot be mapped.
LOADER_STATUS = 127


class Job:
    """A command whose last argument is --output=FILE, or whose stdout is the output."""

    def __init__(self, name, command, output=None, slow=False, apart=()):
        """apart: calls that are left out, as others' libraries live well without them."""
        self.name, self.command, self.output, self.slow = name, command, output, slow
        self.apart = apart

    def run(self, folder, strace=()):
        """(status, stderr, output or None, what else is in the folder)"""
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        path = os.path.join(folder, self.output or "stdout")
        command = list(strace) + self.command
        if self.output:
            command.append("--output=" + path)
        with open(os.devnull if self.output else path, "wb") as out:
            try:
                done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out,
                                      stderr=subprocess.PIPE, timeout=SECONDS,
                                      env=dict(os.environ, TMPDIR=folder))
                status, words = done.returncode, done.stderr.decode(errors="replace")
            except subprocess.TimeoutExpired:
                status, words = "no", "it did not end within %d s" % SECONDS
        output = open(path, "rb").read() if os.path.exists(path) else None
        # A training that fails keeps its checkpoint.
        expected = {os.path.basename(path), os.path.basename(path) + ".checkpoint", "trace"}
        left = sorted(set(os.listdir(folder)) - expected)
        return status, words, output, left


def tone(path, hertz):
    samples = array.array("h", (int(8000 * math.sin(hertz * i / 8000 * 2 * math.pi))
                                for i in range(2400)))
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.tobytes())


def make_jobs(tools, work):
    """Small inputs, made by the tools themselves, and what is to be tried on them."""
    def make(name, *arguments):
        path = os.path.join(work, name)
        with open(path, "wb") as out:
            subprocess.run(arguments, stdout=out, stderr=subprocess.DEVNULL, check=True)
        return path

    jobs = []
    sounds = os.path.join(work, "sounds")
    for label, hertz in (("low", 200), ("high", 900)):
        os.makedirs(os.path.join(sounds, label))
        for i in range(6):
            tone(os.path.join(sounds, label, "%d.wav" % i), hertz + 10 * i)
    list_corpus = [tools["list_corpus"], "--corpus=folders", sounds]
    clips = make("clips.tfr", *list_corpus)
    jobs.append(Job("list_corpus", list_corpus, "clips.tfr"))
    if "split_dataset" in tools:
        jobs.append(Job("split_dataset", [tools["split_dataset"], clips], "split.tfr"))
    if "wav2mel" in tools:
        wav2mel = [tools["wav2mel"], "--front_end=kaldi", "--threads=2"]
        if "split_dataset" in tools:
            clips = make("split.tfr", tools["split_dataset"], clips)
        jobs.append(Job("wav2mel", wav2mel + [clips], "mel.tfr"))
        mel = make("mel.tfr", *wav2mel, clips)
        if "train_classifier" in tools:
            train = [tools["train_classifier"], "--task=label", "--width=0.0625", "--threads=1",
                     "--pool=global_mean", "--epochs=1", "--precision=fp32", mel]
            jobs.append(Job("train_classifier", train, "x.model", slow=True))
            model = make("x.model", *train)
            if "predict" in tools:
                jobs.append(Job("predict", [tools["predict"], "--model=" + model, "--threads=1", mel],
                                "predicted.tfr", slow=True))
            if "trim_model" in tools:
                jobs.append(Job("trim_model", [tools["trim_model"], model], "trunk.model", slow=True))
        jobs.append(Job("wav2mel of a file", wav2mel + [os.path.join(sounds, "low", "0.wav")],
                        "mel.tfr"))
    if "rec2json" in tools:
        jobs.append(Job("rec2json", [tools["rec2json"], clips]))
    if "evaluate" in tools and "synthetic_predictions" in tools:
        results = []
        for name in "base", "other":
            predicted = make(name + ".tfr", tools["synthetic_predictions"], name, "0.8", "1", "1")
            evaluate = [tools["evaluate"], "--task=digit", "--split=test", "--name=" + name, predicted]
            results.append(make(name + ".results", *evaluate))
        jobs.append(Job("evaluate", evaluate, "x.results"))
        for suffix in ("html", "svg", "png", "pdf", "xlsx", "tsv", "md") if "report" in tools else ():
            figure = ["--figure=conditions"] if suffix in ("svg", "png", "pdf") else []
            # report lists no folder. gnuplot's fontconfig does, and draws with its own preferences
            # where it cannot have the system's: the same figure in other letters.
            jobs.append(Job("report " + suffix, [tools["report"], "--resamples=100"] + figure + results,
                            "report." + suffix, apart=("getdents64",) if figure else ()))
    return jobs


def count_calls(job, folder):
    """Of each call: how many the loader makes before the tool begins, and how many any one process
    or thread makes in all."""
    trace = os.path.join(folder, "trace")
    job.run(folder, ["strace", "-f", "-qq", "-o", trace, "-e", "trace=" + ",".join(FAULTS)])
    counts, before, first = collections.defaultdict(collections.Counter), {}, None
    for line in open(trace, errors="replace"):
        call = re.match(r"(\d+) +(\w+)\(", line)
        if not call:
            continue
        first = first or call[1]
        # The first thing that ToolMain does.
        if call[1] == first and not before and "fcntl(0, F_GETFD" in line:
            before = {name: of[first] for name, of in counts.items()} or {"": 0}
        counts[call[2]][call[1]] += 1
    return {call: (before.get(call, 0), max(of.values())) for call, of in counts.items()}


def verdict(wanted, status, words, output, left):
    if status == "no":
        return "hangs"
    if status == 0:
        return None if output == wanted and not left else "ends with 0 and other bytes"
    if status < 0 or status >= 128:
        return "ends by a signal (%s)" % status
    if not words.strip():
        return "fails without a word"
    if left:
        return "leaves %s" % ", ".join(left)
    if output is not None and output != wanted:
        return "fails and leaves half an output"
    return None


def numbers(before, count, short, slow):
    every = range(before + 1, count + 1)
    if not short and slow:
        return every[::max(1, len(every) // 25)]
    if not short:
        return every
    middle = (before + count) // 2
    return sorted({before + 1, before + 2, middle, count - 1, count} & set(every))


def main(arguments):
    short = "--short" in arguments
    only = [a.split("=", 1)[1] for a in arguments if a.startswith("--only=")]
    tools = {os.path.basename(a): os.path.abspath(a) for a in arguments if not a.startswith("--")}
    if not tools or "--help" in arguments:
        print(__doc__)
        return 0 if "--help" in arguments else 2
    if shutil.which("strace") is None:
        print("inject_faults.py: no strace; third_party/install.sh installs it", file=sys.stderr)
        return 1
    bad = runs = 0
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "job")
        for job in make_jobs(tools, work):
            if only and not any(word in job.name for word in only):
                continue
            status, words, wanted, _ = job.run(folder)
            if status != 0:
                print("%s: fails as it is: %s" % (job.name, words))
                bad += 1
                continue
            for call, (before, count) in sorted(count_calls(job, folder).items()):
                if call in job.apart:
                    continue
                for error in FAULTS[call]:
                    for n in numbers(before, count, short, job.slow):
                        inject = "inject=%s:error=%s:when=%d" % (call, error, n)
                        # strace says on its own stderr whom it lost; its words are no tool's.
                        result = job.run(folder, ["strace", "-f", "-qq", "-o", os.devnull, "-e", inject])
                        runs += 1
                        wrong = verdict(wanted, *result)
                        # A stream on stdout that is cut says so by its missing end.
                        if not job.output and wrong == "fails and leaves half an output":
                            wrong = None
                        if wrong and result[0] != LOADER_STATUS:
                            bad += 1
                            print("%s: %s of call %d of %s: %s\n    %s" % (
                                job.name, error, n, call, wrong, result[1].strip()[-300:]))
            print("%s: %d runs so far, %d wrong" % (job.name, runs, bad), flush=True)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
