#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Plays notes with FluidSynth into WAV files: play.py --output=DIR --rate=HZ [--room] < SCORE

A line of SCORE is tab-separated: file (under DIR), General MIDI program from 0, key, velocity, when
the key is let go and when the file ends (ms), and how it is played, one of PLAYINGS below. How far
a playing goes is drawn for each line by its number, so that one score played twice, as by two
microphones, holds the same takes. --room adds reverberation. The same call gives the same bytes.
"""
import array
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import wave

SOUND_FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"
GAP_MS = {False: 40, True: 1500}  # After all sound off, before the next note; in a room.
BATCH_MS = 100000  # Starting FluidSynth takes longer than a note, and its output is held in memory.
SILENT = 60

# Generators of SoundFont 2.04 that a channel can shift (NRPN 120), and what a unit of data is here.
FILTER_CENTS, FILTER_UNIT = 8, 2
RESONANCE_CENTIBELS, RESONANCE_UNIT = 9, 1
ATTACK_TIMECENTS, ATTACK_UNIT = 34, 2


def control(time, number, value):
    return time, bytes([0xB0, number, max(0, min(127, round(value)))])


def shift(time, generator, units):
    """Shifts a generator of the channel by `units` of data, until it is shifted anew."""
    data = 8192 + round(units)
    return [control(time, 99, 120), control(time, 98, generator), control(time, 38, data & 127),
            control(time, 6, data >> 7)]


def below(cents, key):
    """The filter goes down, but stays above the fundamental of high notes."""
    return -max(1200, cents - 35 * max(0, key - 60))


def bend(time, semitones):
    data = max(0, min(16383, 8192 + round(semitones * 4096)))  # The range is two semitones.
    return time, bytes([0xE0, data & 127, data >> 7])


def curve(length, value, event, step=8):
    """event(ms, value(share of the length, seconds)) every `step` ms."""
    return [event(t, value(t / length, t / 1000)) for t in range(0, length, step)]


def loudness(length, value):
    return curve(length, value, lambda t, v: control(t, 11, 127 * v))


def plain(length, draw, key):
    return []


def crescendo(length, draw, key):
    low = draw.uniform(0.1, 0.3)
    return loudness(length, lambda share, s: low + (1 - low) * share)


def decrescendo(length, draw, key):
    low = draw.uniform(0.1, 0.3)
    return loudness(length, lambda share, s: 1 - (1 - low) * share)


def unsteady(length, draw, key):
    depth, hertz = draw.uniform(0.3, 0.42), draw.uniform(3, 6)
    return loudness(length, lambda share, s: 1 - depth * (1 - math.cos(2 * math.pi * hertz * s)))


def wavering(length, draw, key):
    depth, hertz = draw.uniform(0.35, 0.8), draw.uniform(1.5, 4)
    phase = draw.uniform(0, 2 * math.pi)
    return curve(length, lambda share, s: depth * math.sin(2 * math.pi * hertz * s + phase), bend)


def sliding(length, draw, key):
    depth = draw.choice([-1, 1]) * draw.uniform(0.5, 1.2)
    return curve(length, lambda share, s: depth * share, bend)


def dull(length, draw, key):
    return shift(0, FILTER_CENTS, below(draw.uniform(4100, 4700), key) / FILTER_UNIT)


def nasal(length, draw, key):
    return (shift(0, FILTER_CENTS, below(draw.uniform(3300, 3700), key) / FILTER_UNIT) +
            shift(0, RESONANCE_CENTIBELS, draw.uniform(110, 150) / RESONANCE_UNIT))


def weak_attack(length, draw, key):
    return shift(0, ATTACK_TIMECENTS, draw.uniform(8600, 9300) / ATTACK_UNIT)


def strong_attack(length, draw, key):
    rest, ms = draw.uniform(0.35, 0.45), draw.uniform(60, 110)
    return loudness(length, lambda share, s: rest + (1 - rest) * math.exp(-s * 1000 / ms))


PLAYINGS = {f.__name__: f for f in (plain, crescendo, decrescendo, unsteady, wavering, sliding, dull,
                                    nasal, weak_attack, strong_attack)}


class Note:
    def __init__(self, line, number):
        cells = line.rstrip("\n").split("\t")
        if len(cells) != 7 or cells[6] not in PLAYINGS:
            sys.exit(f"play.py: line {number}: want 7 cells, the last of {' '.join(PLAYINGS)}: {line!r}")
        self.file, self.playing = cells[0], cells[6]
        self.program, self.key, self.velocity, self.held, self.length = map(int, cells[1:6])
        self.draw = random.Random(number)

    def events(self, start, room):
        """(ms, MIDI bytes), in the order in which they count."""
        loud = self.velocity + self.draw.randint(-6, 0)
        events = [(0, bytes([0xC0, self.program])), control(0, 121, 0), control(0, 7, 100),
                  control(0, 91, 100 * room)]
        for generator in (FILTER_CENTS, RESONANCE_CENTIBELS, ATTACK_TIMECENTS):
            events += shift(0, generator, 0)
        events += PLAYINGS[self.playing](self.length, self.draw, self.key)
        events += [(0, bytes([0x90, self.key, max(1, loud)])),
                   (self.held, bytes([0x80, self.key, 0])), control(self.length, 120, 0)]
        return [(start + ms, data) for ms, data in sorted(events, key=lambda e: e[0])]


def variable_length(number):
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127 | 128)
    return bytes(reversed(groups))


def midi_file(events):
    """A standard MIDI file of one track in which a tick is a millisecond."""
    track = b"\0\xff\x51\x03" + (1000000).to_bytes(3, "big")
    now = 0
    for ms, data in events:
        track += variable_length(ms - now) + data
        now = ms
    track += variable_length(100) + b"\xff\x2f\0"
    return (b"MThd" + struct.pack(">IHHH", 6, 0, 1, 1000) + b"MTrk" +
            struct.pack(">I", len(track)) + track)


def render(events, rate, room, folder):
    """The left channel, 16 bits."""
    midi, raw = os.path.join(folder, "notes.mid"), os.path.join(folder, "sound.raw")
    with open(midi, "wb") as file:
        file.write(midi_file(events))
    command = ["fluidsynth", "-n", "-i", "-q", "-R", str(int(room)), "-C", "0", "-g", "1.5", "-r",
               str(rate), "-T", "raw", "-O", "s16", "-E", "little", "-o", "synth.lock-memory=0",
               "-f", "/dev/null", "-F", raw, SOUND_FONT, midi]
    made = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False)
    if made.returncode != 0 or not os.path.exists(raw):
        sys.exit(f"play.py: fluidsynth made nothing: {made.stderr.decode(errors='replace')}")
    sound = array.array("h")
    with open(raw, "rb") as file:
        sound.frombytes(file.read())
    if sys.byteorder == "big":
        sound.byteswap()
    return sound[::2]


def write_wav(path, rate, samples):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, rate, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())


def play(notes, output, rate, room, folder):
    events, starts, start = [], [], 0
    for note in notes:
        events += note.events(start, room)
        starts.append(start)
        start += note.length + GAP_MS[room]
    sound = render(events, rate, room, folder)
    for start, note in zip(starts, notes):
        cut = sound[start * rate // 1000:(start + note.length) * rate // 1000]
        if len(cut) < note.length * rate // 1000 or max(map(abs, cut)) < SILENT:
            sys.exit(f"play.py: fluidsynth's program {note.program} is silent for '{note.file}'")
        write_wav(os.path.join(output, note.file), rate, cut)


def batches(notes):
    batch, length = [], 0
    for note in notes:
        if batch and length + note.length > BATCH_MS:
            yield batch
            batch, length = [], 0
        batch.append(note)
        length += note.length
    if batch:
        yield batch


def main():
    given = dict(a.lstrip("-").split("=", 1) if "=" in a else (a.lstrip("-"), "1")
                 for a in sys.argv[1:])
    if not {"output", "rate"} <= set(given) <= {"output", "rate", "room"}:
        sys.exit("play.py: want --output=DIR --rate=HZ [--room]")
    if not os.path.exists(SOUND_FONT):
        sys.exit(f"play.py: no {SOUND_FONT}; third_party/install.sh installs timgm6mb-soundfont")
    score = [Note(line, number) for number, line in enumerate(sys.stdin, 1)]
    with tempfile.TemporaryDirectory() as folder:
        for batch in batches(score):
            play(batch, given["output"], int(given["rate"]), "room" in given, folder)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"play.py: {error}")
