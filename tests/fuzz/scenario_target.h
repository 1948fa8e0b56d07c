// SPDX-License-Identifier: MIT
// What must hold of the loader whatever the bytes of a file are. The fuzzer feeds it inputs that
// nobody has thought of; the test `Fuzz` feeds it those that the fuzzer once found worth keeping.
#pragma once

#include <string>
#include <string_view>

namespace epcheck::fuzz {

/// What is wrong with the loader's answer to the file `text`, "" if nothing. It may also crash.
std::string wrong_with_scenario(std::string_view text);

}  // namespace epcheck::fuzz
