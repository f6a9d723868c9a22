# SPDX-License-Identifier: Apache-2.0
"""experiment(): a study that `bazel run //experiments:NAME -- VAR=value -jN` runs.

list_of_studies(): what each of the package's studies asks.
"""

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

def list_of_studies(name, **kwargs):
    """NAME.list: a line a study, "name<TAB>its question": the first sentence of its head.

    Args:
      name: of the list; the studies are those that experiment() has made in this package so far.
      **kwargs: passed on.
    """
    native.genrule(
        name = name,
        srcs = native.glob([study + ".mk" for study in native.existing_rules()]),
        outs = [name + ".list"],
        cmd = """for f in $(SRCS); do
  printf '%s\\t' "$$(basename "$$f" .mk)"
  sed -n '2,/[.?]/s/^# //p' "$$f" | tr '\\n' ' ' | sed 's/\\([.?]\\).*/\\1\\n/'
done > $@""",
        **kwargs
    )
