// SPDX-License-Identifier: MIT
#include "traces/quote.h"

namespace epcheck {

std::string quote_html(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else
      result += c;
  }
  return result;
}

// Graphviz reads entities in quoted labels too, so & is written as one. Quotes end the label, and a
// backslash begins an escape.
std::string quote_label(const std::vector<std::string>& lines, std::string_view end_of_line) {
  std::string result = "\"";
  for (const std::string& line : lines) {
    for (char c : line) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
      if (c == '&') result += "amp;";
    }
    result += end_of_line;
  }
  return result + "\"";
}

}  // namespace epcheck
