# SPDX-License-Identifier: Apache-2.0
"""experiment(): a study that `bazel run //experiments:NAME -- VAR=value -jN` runs."""

def experiment(name, tools, data = [], **kwargs):
    """A study: make with the built tools on its PATH, its outputs under runs/NAME.

    Args:
      name: of the study; NAME.mk beside the BUILD file says what is run.
      tools: names of the tools of //tools that it runs.
      data: scripts of //experiments/corpora that it runs.
      **kwargs: passed on.
    """
    native.sh_binary(
        name = name,
        srcs = ["launch.sh"],
        data = [
            name + ".mk",
            "rules.mk",
            "stage.sh",
        ] + data + ["//tools:" + tool for tool in tools],
        **kwargs
    )
