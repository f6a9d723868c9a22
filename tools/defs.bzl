# SPDX-License-Identifier: Apache-2.0
"""TOOLS: their names. second_name(): a tool under another name."""

# All tools. Each has a place in docs/tools.md, a man page, completion and a place in the package.
TOOLS = [
    "evaluate",
    "list_corpus",
    "merge_models",
    "predict",
    "pretrain_vgg",
    "rec2json",
    "report",
    "split_dataset",
    "train_adapters",
    "train_antitransfer",
    "train_classifier",
    "trim_model",
    "wav2mel",
]

def _second_name(ctx):
    link = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = link, target_file = ctx.executable.of, is_executable = True)
    return [DefaultInfo(executable = link, runfiles = ctx.attr.of[DefaultInfo].default_runfiles)]

# A link beside the tool `of`; `bazel run` and `bazel build` take either.
second_name = rule(
    implementation = _second_name,
    attrs = {"of": attr.label(executable = True, cfg = "target", mandatory = True)},
    executable = True,
)
