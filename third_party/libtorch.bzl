# SPDX-License-Identifier: Apache-2.0
"""@libtorch//:torch: Debian's LibTorch, or the one that the environment's LIBTORCH names."""

_DEBIAN = """
package(default_visibility = ["//visibility:public"])

cc_library(
    name = "torch",
    defines = ["USE_C10D_GLOO"],
    copts = [],
    linkopts = ["-ltorch", "-ltorch_cpu", "-lc10"],
)
"""

_OTHER = """
package(default_visibility = ["//visibility:public"])

cc_library(
    name = "torch",
    hdrs = glob(["libtorch/include/**"]),
    includes = ["libtorch/include", "libtorch/include/torch/csrc/api/include"],
    defines = ["AURICLE_LIBTORCH_OTHER"],
    # What is linked after it stays needed: in tests it is so by our own shared libraries.
    linkopts = [
        "-L{path}/lib",
        "-Wl,-rpath,{path}/lib",
        "-Wl,--push-state,--no-as-needed",
        "-ltorch",
        "-ltorch_cpu",
        {cuda}
        "-lc10",
        "-Wl,--pop-state",
    ],
)
"""

def _libtorch_impl(ctx):
    path = ctx.os.environ.get("LIBTORCH", "")
    if not path:
        ctx.file("BUILD", _DEBIAN)
        return
    if not path.startswith("/") or not ctx.path(path).exists:
        fail("LIBTORCH=%s is not an absolute path to an unpacked LibTorch" % path)
    for character in path.elems():
        if not character.isalnum() and character not in "/._+-~@:,=":
            fail("LIBTORCH='%s' holds '%s', which linker flags cannot carry; give a link to it " % (path, character) +
                 "that has letters, digits and /._+-~@:,= only")
    config = ctx.path(path + "/share/cmake/Torch/TorchConfig.cmake")
    if not config.exists:
        fail("LIBTORCH=%s has no share/cmake/Torch/TorchConfig.cmake; it should be the folder " % path +
             "that holds include/, lib/ and share/ of a LibTorch distribution")
    text = ctx.read(config)

    # Only std::string of the new ABI fits Debian's Abseil and Protocol Buffers.
    if "_GLIBCXX_USE_CXX11_ABI=0" in text:
        fail("LIBTORCH=%s is built with the pre-C++11 ABI, which Debian's libraries cannot link; " % path +
             "take the distribution named libtorch-cxx11-abi-shared-with-deps (or any 2.6 or later)")
    cuda = ""
    if ctx.path(path + "/lib/libtorch_cuda.so").exists:
        cuda = '"-ltorch_cuda",\n        "-lc10_cuda",'
    ctx.symlink(path, "libtorch")
    ctx.file("BUILD", _OTHER.format(path = path, cuda = cuda))

libtorch = repository_rule(
    implementation = _libtorch_impl,
    environ = ["LIBTORCH"],
    local = True,
)
