# SPDX-License-Identifier: Apache-2.0
"""experiment(): a study that `bazel run //experiments:NAME -- VAR=value -jN` runs."""

def experiment(name, tools, data = [], fragments = [], **kwargs):
    """A study: make with the built tools on its PATH, its outputs under runs/NAME.

    Args:
      name: of the study; NAME.mk beside the BUILD file says what is run.
      tools: names of the tools of //tools that it runs.
      data: ["//experiments/corpora"] where it makes its own corpora.
      fragments: .mk files beside rules.mk that it includes; NAME.mk itself, where the name is
        NAME_ID.
      **kwargs: passed on.
    """
    native.sh_binary(
        name = name,
        srcs = ["launch.sh"],
        data = fragments + [
            "rules.mk",
            "stage.sh",
        ] + native.glob([name + ".mk"]) + data + ["//tools:" + tool for tool in tools],
        **kwargs
    )
