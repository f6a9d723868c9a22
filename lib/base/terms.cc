// SPDX-License-Identifier: Apache-2.0
#include "lib/base/terms.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

bool IsValueChar(char c) {
  return absl::ascii_isalnum(c) || absl::string_view("_.:+-%/#").find(c) != absl::string_view::npos;
}

bool IsName(absl::string_view word) {
  if (word.empty() || !absl::ascii_isalpha(word[0])) return false;
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

class Parser {
 public:
  Parser(absl::string_view text, const TermLanguage& language) : text_(text), language_(language) {}

  absl::StatusOr<std::vector<Term>> Parse() {
    std::vector<Term> terms;
    do {
      ASSIGN_OR_RETURN(Term term, ReadTerm());
      terms.push_back(std::move(term));
    } while (Accept(','));
    if (at_ < text_.size()) return Unexpected("',' or the end");
    return terms;
  }

 private:
  absl::StatusOr<Term> ReadTerm() {
    Term term;
    size_t begin = 0;
    std::string word = Word(&begin);
    if (Accept('*')) {
      if (!absl::SimpleAtod(word, &term.factor) || !std::isfinite(term.factor) || term.factor < 0) {
        return At(begin, absl::StrCat("'", word, "' is no factor; want a number, 0 or more"));
      }
      term.factor += 0.0;  // "-0" is 0.
      word = Word(&begin);
    }
    if (word.empty()) return Unexpected(absl::StrCat("the name of ", language_.thing));
    if (!IsName(word)) {
      return At(begin, absl::StrCat("'", word, "' is no name; want letters, digits and '_'"));
    }
    term.name = word;
    term.position = begin + 1;
    if (Accept('(') && !Accept(')')) {
      do {
        RETURN_IF_ERROR(Argument(&term));
      } while (Accept(','));
      if (!Accept(')')) return Unexpected("',' or ')'");
    }
    std::sort(term.arguments.begin(), term.arguments.end(),
              [](const TermArgument& a, const TermArgument& b) { return a.name < b.name; });
    return term;
  }

  absl::Status Argument(Term* term) {
    size_t begin = 0;
    TermArgument argument;
    argument.name = Word(&begin);
    argument.position = begin + 1;
    if (argument.name.empty()) return Unexpected("the name of an argument");
    if (!IsName(argument.name)) {
      return At(begin, absl::StrCat("'", argument.name, "' is no argument's name"));
    }
    for (const TermArgument& other : term->arguments) {
      if (other.name == argument.name) {
        return At(begin, absl::StrCat("argument '", argument.name, "' of '", term->name,
                                      "' is given twice; for several values write ", argument.name,
                                      "=[a,b]"));
      }
    }
    if (!Accept('=')) return Unexpected(absl::StrCat("'=' after '", argument.name, "'"));
    const bool list = Accept('[');
    do {
      argument.values.push_back(Word(&begin));
      if (argument.values.back().empty()) return Unexpected("a value");
    } while (list && Accept(','));
    if (list && !Accept(']')) return Unexpected("',' or ']'");
    term->arguments.push_back(std::move(argument));
    return absl::OkStatus();
  }

  void SkipBlanks() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
  }
  bool Accept(char c) {
    SkipBlanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string Word(size_t* begin) {
    SkipBlanks();
    *begin = at_;
    while (at_ < text_.size() && IsValueChar(text_[at_])) ++at_;
    return std::string(text_.substr(*begin, at_ - *begin));
  }
  absl::Status At(size_t position, const std::string& what) const {
    return absl::InvalidArgumentError(
        absl::StrCat(language_.what, ", at character ", position + 1, ": ", what));
  }
  absl::Status Unexpected(const std::string& wanted) {
    SkipBlanks();
    if (at_ >= text_.size()) return At(at_, absl::StrCat("the text ends; want ", wanted));
    return At(at_, absl::StrCat("found '", text_.substr(at_, 1), "'; want ", wanted));
  }

  absl::string_view text_;
  const TermLanguage& language_;
  size_t at_ = 0;
};

// The shortest decimal that reads back as `value`.
std::string Shortest(double value) {
  for (int digits = 1; digits < 17; ++digits) {
    std::string text = absl::StrFormat("%.*g", digits, value);
    double back = 0;
    if (absl::SimpleAtod(text, &back) && back == value) return text;
  }
  return absl::StrFormat("%.17g", value);
}

}  // namespace

absl::StatusOr<std::vector<Term>> ParseTerms(absl::string_view text, const TermLanguage& language) {
  return Parser(text, language).Parse();
}

std::string FormatTerms(const std::vector<Term>& terms) {
  return absl::StrJoin(terms, ",", [](std::string* out, const Term& term) {
    if (term.factor != 1) absl::StrAppend(out, Shortest(term.factor), "*");
    absl::StrAppend(out, term.name);
    if (term.arguments.empty()) return;
    absl::StrAppend(out, "(",
                    absl::StrJoin(term.arguments, ",",
                                  [](std::string* part, const TermArgument& argument) {
                                    const std::string values = absl::StrJoin(argument.values, ",");
                                    const bool list = argument.values.size() != 1;
                                    absl::StrAppend(part, argument.name, "=", list ? "[" : "",
                                                    values, list ? "]" : "");
                                  }),
                    ")");
  });
}

}  // namespace auricle
