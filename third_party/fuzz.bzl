# SPDX-License-Identifier: Apache-2.0
"""cc_fuzzer(name, srcs, deps): a libFuzzer target, run as

    bazel run --config=fuzz //lib/records:reader_fuzzer -- -max_total_time=60

Only that configuration (clang) can link it, so it is manual: `bazel build //...` leaves it out.
"""

def cc_fuzzer(name, srcs, deps = [], **kwargs):
    native.cc_binary(
        name = name,
        testonly = True,
        srcs = srcs,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = deps,
        **kwargs
    )
