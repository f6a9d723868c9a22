#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Speaks with espeak-ng into 16 kHz WAV files: speak.py --output=DIR [--words=FILE] < LINES

A line is tab-separated: file (under DIR), espeak-ng's voice, its pitch (0 to 99), words a minute,
amplitude (0 to 200), the text, and perhaps the pitch's range in percent (100: the voice's). With
--words, and no range, each word is spoken alone, without the silence around it, and the file is
their chain with pauses of 30 to 150 ms; FILE gets a line a word: file, start and duration in seconds
(whole hundredths), word. The same call gives the same bytes.
"""
import array
import functools
import html
import io
import os
import random
import subprocess
import sys
import tempfile
import wave

ESPEAK_RATE, RATE = 22050, 16000
STEP = RATE // 100  # Samples of a hundredth of a second.
GAP = [0] * 1200  # Between two pieces that are resampled together: longer than the filter.
SILENT = 200


def samples_of(data):
    samples = array.array("h")
    samples.frombytes(data[:len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def write_wav(path, rate, samples):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, rate, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())


@functools.lru_cache(maxsize=None)
def say(voice, pitch, speed, amplitude, text, pitch_range=None):
    """At espeak-ng's own rate."""
    command = ["espeak-ng", "-v", voice, "-p", pitch, "-s", speed, "-a", amplitude, "--stdout"]
    if pitch_range is not None:
        command.append("-m")  # Markup is the only way to its range.
        text = f'<prosody range="{int(pitch_range)}%">{html.escape(text)}</prosody>'
    command += ["--", text]
    said = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    body = said.stdout.find(b"data")
    samples = samples_of(said.stdout[body + 8:]) if body > 0 else []
    if said.returncode != 0 or max(map(abs, samples), default=0) < SILENT:
        sys.exit(f"speak.py: espeak-ng -v {voice} says nothing for '{text}': "
                 f"{said.stderr.decode(errors='replace')}")
    return samples


def without_silence(samples):
    loud = [i for i, sample in enumerate(samples) if abs(sample) >= SILENT]
    return samples[loud[0]:loud[-1] + 1]


def resample(pieces):
    """All in one call of sndfile-resample, which takes longer to start than to work."""
    together, starts = array.array("h"), []
    for piece in pieces:
        starts.append(len(together))
        together.extend(piece)
        together.extend(GAP)
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in.wav"), os.path.join(folder, "out.wav")
        write_wav(source, ESPEAK_RATE, together)
        made = subprocess.run(["sndfile-resample", "-to", str(RATE), "-c", "1", source, target],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if made.returncode != 0 or not os.path.exists(target):
            sys.exit(f"speak.py: sndfile-resample failed: {made.stdout.decode(errors='replace')}")
        with wave.open(target) as file:
            sound = samples_of(file.readframes(file.getnframes()))
    scaled = lambda count: count * RATE // ESPEAK_RATE
    return [sound[scaled(s):scaled(s + len(p))] for s, p in zip(starts, pieces)]


def chain(words, sounds, draw):
    """One sound of all, and for each word its start and its length, in whole steps."""
    whole, places = array.array("h"), []
    for sound in sounds:
        whole.extend([0] * (STEP * draw.randint(3, 15)))
        places.append((len(whole) // STEP, -(-len(sound) // STEP)))
        whole.extend(sound)
        whole.extend([0] * (-len(sound) % STEP))
    whole.extend([0] * (STEP * draw.randint(3, 15)))
    return whole, [(*place, word) for place, word in zip(places, words)]


def speak_lines(lines, output):
    sounds = resample([say(*line[1:]) for line in lines])
    for line, sound in zip(lines, sounds):
        write_wav(os.path.join(output, line[0]), RATE, sound)


def speak_words(lines, output, list_path):
    keys = list(dict.fromkeys((*line[1:5], word) for line in lines for word in line[5].split()))
    sounds = dict(zip(keys, resample([without_silence(say(*key)) for key in keys])))
    with open(list_path, "w", encoding="utf-8") as listed:
        for number, line in enumerate(lines, 1):
            words = line[5].split()
            whole, places = chain(words, [sounds[(*line[1:5], word)] for word in words],
                                  random.Random(number))
            write_wav(os.path.join(output, line[0]), RATE, whole)
            for start, length, word in places:
                print(line[0], f"{start / 100:.2f}", f"{length / 100:.2f}", word, sep="\t",
                      file=listed)


def main():
    given = dict(a.lstrip("-").split("=", 1) for a in sys.argv[1:] if "=" in a)
    if not {"output"} <= set(given) <= {"output", "words"} or len(given) != len(sys.argv) - 1:
        sys.exit("speak.py: want --output=DIR [--words=FILE]")
    lines = [line.rstrip("\n").split("\t") for line in io.TextIOWrapper(sys.stdin.buffer, "utf-8")]
    for number, line in enumerate(lines, 1):
        if len(line) not in ((6,) if "words" in given else (6, 7)):
            sys.exit(f"speak.py: line {number}: want 6 or 7 cells: {line!r}")
    if "words" in given:
        speak_words(lines, given["output"], given["words"])
    else:
        speak_lines(lines, given["output"])


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"speak.py: {error}")
