// SPDX-License-Identifier: MIT
// What each property means, in words: read from docs/properties.md, which is part of the command,
// so that there is one text of it. A row of a table there that begins with a name in backticks
// describes that property; a section whose heading begins with the name tells more.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace epcheck::cli {

class Arguments;

struct PropertyText {
  std::string name;                                        // "herd", without its argument
  std::string summary;                                     // the second cell of the row
  std::vector<std::pair<std::string, std::string>> facts;  // heads and cells, from the second on
  std::string text;                                        // the section, Markdown; may be ""
};

/// In the order of the page; each name once.
const std::vector<PropertyText>& property_texts();

/// `epcheck explain [PROPERTY]`; argv[0] is skipped. Without a name, lists them.
int run_explain(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

std::unique_ptr<Arguments> explain_arguments();

}  // namespace epcheck::cli
