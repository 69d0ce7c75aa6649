#pragma once

#include "verifier/check/assess.hpp"
#include "verifier/check/evidence.hpp"
#include "verifier/record/delivery.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::cli {

/// What became of a case that was sent again.
enum class Fate : std::uint8_t {
  passed,  ///< well then and now
  fixed,   ///< broke a clause before, and no longer does
  failed,  ///< breaks one now
  error    ///< could not be judged
};

struct CaseFate {
  std::string id;
  Fate fate = Fate::error;
  std::string what;    ///< type, field and label, or the notation
  std::string answer;  ///< one printable line
};

/// Gathers what became of the cases of a replay.
class Fates {
 public:
  void add(CaseFate fate) { list_.push_back(std::move(fate)); }
  /// Judges one delivery of a case by itself.
  void add(const record::Delivery& delivery, bool broke_before, const check::AnswerTable& answers);
  void add_error(const check::CaseRef& what, std::string why);

  [[nodiscard]] const std::vector<CaseFate>& list() const { return list_; }
  [[nodiscard]] std::uint64_t count(Fate fate) const;

  /// Prints all on stdout: one line each (of many, those that were and are well are left out), or
  /// one JSON document.
  void print(std::uint64_t unsent, bool json) const;

 private:
  std::vector<CaseFate> list_;
};

}  // namespace hookworthy::cli
