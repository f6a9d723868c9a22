# SPDX-License-Identifier: Apache-2.0
"""cc_fuzzer(name, srcs, deps): a libFuzzer target, run as

    bazel run --config=fuzz //lib/records:reader_fuzzer -- -max_total_time=60

Only that configuration (clang) can link it, so it is manual: `bazel build //...` leaves it out. With
it comes NAME_test, for every configuration: the same target on the seeds in testdata/fuzz/NAME (what
a fuzzer once found belongs there) and on some thousand inputs made of them.
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
    seeds = "//testdata:fuzz_" + name
    native.cc_test(
        name = name + "_test",
        size = "small",
        srcs = srcs + ["//third_party:fuzz_replay.cc"],
        args = ["$(locations %s)" % seeds],
        data = [seeds],
        deps = deps + ["//lib/base:rng"],
        **kwargs
    )
