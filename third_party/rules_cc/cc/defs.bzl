# SPDX-License-Identifier: Apache-2.0
"""The part of rules_cc that Debian's Bazel 4.2.3 asks for: the native rules under their new name."""

cc_library = native.cc_library
cc_binary = native.cc_binary
cc_test = native.cc_test
cc_import = native.cc_import
cc_proto_library = native.cc_proto_library
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
