// SPDX-License-Identifier: Apache-2.0
// What every direct use of oneDNN needs. For .cc files only.
#ifndef AURICLE_LIB_NN_KERNELS_ONEDNN_H_
#define AURICLE_LIB_NN_KERNELS_ONEDNN_H_

#include <ATen/ops/empty.h>

#include <dnnl.hpp>
#include <unordered_map>

namespace auricle::onednn {

inline const dnnl::engine& Engine() {
  static const dnnl::engine* const engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

inline dnnl::stream& Stream() {
  thread_local dnnl::stream stream(Engine());
  return stream;
}

inline at::Tensor Bytes(const dnnl::memory::desc& desc) {
  return at::empty({static_cast<int64_t>(desc.get_size())}, at::kByte);
}

// For a plan that Execute runs.
inline dnnl::primitive_attr Attributes() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

// With working memory of LibTorch's allocator (allocator.h keeps it for the next call): oneDNN's
// own is fresh from the system at each call, and the faults of its pages can take as long as the
// work.
template <typename Primitive, typename Plan>
void Execute(const Plan& plan, std::unordered_map<int, dnnl::memory> arguments) {
  const at::Tensor scratch = Bytes(plan.scratchpad_desc());
  arguments.insert(
      {DNNL_ARG_SCRATCHPAD, dnnl::memory(plan.scratchpad_desc(), Engine(), scratch.data_ptr())});
  Primitive(plan).execute(Stream(), arguments);
}

}  // namespace auricle::onednn

#endif  // AURICLE_LIB_NN_KERNELS_ONEDNN_H_
