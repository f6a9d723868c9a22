// SPDX-License-Identifier: Apache-2.0
// Labels out of file names: a template such as {digit}_{speaker}_{take}.wav, matched against paths.
#ifndef AURICLE_LIB_CORPORA_WALK_NAME_PATTERN_H_
#define AURICLE_LIB_CORPORA_WALK_NAME_PATTERN_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace auricle {

// {name} is a field: one character or more, but no "/" and neither of the texts that stand beside
// it in the template, so that there is one way to read a name. {name:2} has exactly two characters,
// whichever they are; {} and {:3} are passed over. All else stands for itself. A template without
// "/" is that of the file's name, one with "/" of the last folders too. Without its ending (.wav)
// it fits names with any.
class NamePattern {
 public:
  // Errors: kInvalidArgument for a brace without its partner, a width that is no number from 1, a
  // name given twice, no name at all, and a field without width next to another.
  static absl::StatusOr<NamePattern> Create(absl::string_view pattern);

  // Names of the fields, as they come; those without a name left out.
  std::vector<std::string> Fields() const;

  // The fields' values in `path`, in the order of Fields(). Errors: kInvalidArgument, with the part
  // of the name that does not fit.
  absl::StatusOr<std::vector<std::string>> Match(absl::string_view path) const;

 private:
  struct Piece {
    bool is_field = false;
    std::string text;  // The literal text; the field's name, "" if it is passed over.
    size_t width = 0;  // Of a field, in bytes; 0: any.
  };

  // How many bytes of `rest` belong to the field pieces_[at], or 0 if it cannot begin there.
  size_t FieldSize(size_t at, absl::string_view rest) const;

  std::string pattern_;
  std::vector<Piece> pieces_;
  size_t folders_ = 0;  // How many "/" there are.
  std::string ending_;  // ".wav", in any case; "": any.
};

}  // namespace auricle

#endif  // AURICLE_LIB_CORPORA_WALK_NAME_PATTERN_H_
