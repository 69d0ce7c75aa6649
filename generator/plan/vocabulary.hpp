#pragma once

#include "generator/plan/emit.hpp"

#include <span>

// Words that typical callbacks are made of, in several scripts. All are UTF-8 and need no escape in
// JSON; none is empty. People and companies are invented.

namespace hookworthy::plan::vocabulary {

using Name = Cell<31>;
using Title = Cell<47>;
using Sentence = Cell<79>;
using Word = Cell<15>;

std::span<const Name> first_names();
std::span<const Name> last_names();
std::span<const Name> companies();
std::span<const Title> titles();
std::span<const Sentence> sentences();
std::span<const Word> words();  ///< lower-case ASCII letters

}  // namespace hookworthy::plan::vocabulary
