// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/tensorboard.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/status_macros.h"
#include "lib/records/framing.h"

namespace auricle {

absl::StatusOr<std::unique_ptr<TensorBoard>> TensorBoard::Create(const std::string& directory) {
  if (mkdir(directory.c_str(), 0777) != 0 && errno != EEXIST) {
    return absl::UnavailableError(
        absl::StrCat("cannot make the folder '", directory, "': ", std::strerror(errno)));
  }
  // TensorBoard takes files by "tfevents" in their name, in the order of their names.
  const std::string path =
      absl::StrCat(directory, "/events.out.tfevents.", absl::ToUnixSeconds(absl::Now()), ".",
                   getpid(), ".auricle");
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot write '", path, "': ", std::strerror(errno)));
  }
  std::unique_ptr<TensorBoard> board(new TensorBoard(file));
  BoardEvent event;
  event.set_file_version("brain.Event:2");
  RETURN_IF_ERROR(board->Write(event));
  return board;
}

TensorBoard::~TensorBoard() { std::fclose(file_); }

absl::Status TensorBoard::Add(const Epoch& epoch) {
  BoardEvent event;
  event.set_step(epoch.epoch());
  for (const Scalar& scalar : epoch.scalars()) {
    BoardValue* value = event.mutable_summary()->add_value();
    value->set_tag(scalar.name());
    value->set_simple_value(static_cast<float>(scalar.value()));
  }
  return Write(event);
}

absl::Status TensorBoard::Write(const BoardEvent& event) {
  BoardEvent timed = event;
  timed.set_wall_time(absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()));
  const std::string payload = timed.SerializeAsString();
  const std::string frame = absl::StrCat(FrameHead(payload.size()), payload, FrameTail(payload));
  if (std::fwrite(frame.data(), 1, frame.size(), file_) != frame.size() ||
      std::fflush(file_) != 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot write the TensorBoard file: ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace auricle
