# SPDX-License-Identifier: Apache-2.0
"""Checks README.md: its example against the bytes that example_stream writes, its checksums by
the formulas it states, and what its Python prints. Arguments: README, example_stream, protos."""
import os
import re
import struct
import subprocess
import sys


def reflected_crc(data, polynomial, bits):
    """Bit by bit, from the definition; `polynomial` as the README has it, most significant first."""
    reflected = int(format(polynomial, "0%db" % bits)[::-1], 2)
    crc = ones = (1 << bits) - 1
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (reflected if crc & 1 else 0)
    return crc ^ ones


def crc32c(data):
    return reflected_crc(data, 0x1EDC6F41, 32)


def crc64(data):
    return reflected_crc(data, 0x42F0E1EBA9EA3693, 64)


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def frames(stream):
    while stream:
        size, = struct.unpack("<Q", stream[:8])
        payload, rest = stream[12:12 + size], stream[12 + size:]
        assert struct.unpack("<I", stream[8:12])[0] == masked(stream[:8])
        assert struct.unpack("<I", rest[:4])[0] == masked(payload)
        stream = rest[4:]
        yield payload


def main(readme, example_stream, protos):
    text = open(readme, encoding="utf-8").read()
    assert crc32c(b"123456789") == 0xE3069283 and "e3069283" in text
    assert crc64(b"123456789") == 0x995DC9BBDF1939FA and "995dc9bbdf1939fa" in text

    stream = subprocess.run([example_stream], stdout=subprocess.PIPE, check=True).stdout
    shown = re.search(r"```hex\n(.*?)```", text, re.S).group(1)
    columns = "".join(line[:51] for line in shown.splitlines())  # Words stand to the right.
    assert bytes.fromhex(columns) == stream, stream.hex(" ")

    header, clip, end = frames(stream)
    assert [header[0], clip[0], end[0]] == [0x0A, 0x12, 0x2A]
    digest = crc64(struct.pack("<Q", len(clip)) + clip)
    assert struct.pack("<Q", digest) in end and "digest %016x" % digest in shown

    code = re.search(r"```python\n(.*?)```", text, re.S).group(1)
    assert len(code.splitlines()) == 10, "the README promises ten lines"
    three = subprocess.run([example_stream, "3"], stdout=subprocess.PIPE, check=True).stdout
    printed = subprocess.run([sys.executable, "-c", code], input=three, stdout=subprocess.PIPE,
                             env=dict(os.environ, PYTHONPATH=protos), check=True).stdout
    want = b"a [1, 2] (1.0, 2.0)\naa [1, 2] (1.0, 2.0)\naaa [1, 2] (1.0, 2.0)\n"
    assert printed == want, printed


main(*sys.argv[1:])
