#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Debian's Python with python3-protobuf, whatever else is first on PATH.
set -euo pipefail
cd lib/records
exec /usr/bin/python3 readme_check.py README.md ./example_stream "$PWD/python"
