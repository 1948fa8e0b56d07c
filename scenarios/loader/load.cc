// SPDX-License-Identifier: MIT
#include "scenarios/loader/load.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "scenarios/loader/scenario_reader.h"

namespace epcheck::scenario {

namespace {

tl::unexpected<Diagnostics> unreadable(const std::string& path, const char* why) {
  Diagnostics diagnostics;
  diagnostics.list.push_back({path, Where{}, fmt::format("cannot read the file: {}", why), "", ""});
  return tl::unexpected(std::move(diagnostics));
}

}  // namespace

tl::expected<Scenario, Diagnostics> load(const std::string& path, const KnownNames& known) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(path, std::strerror(errno));
  // A part more than allowed is enough to see that there is too much.
  std::string text;
  for (char part[4096]; file && text.size() <= kMaxBytes;) {
    file.read(part, sizeof part);
    text.append(part, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return unreadable(path, std::strerror(errno ? errno : EIO));
  return load_text(path, text, known);
}

tl::expected<Scenario, Diagnostics> load_text(const std::string& name, const std::string& text,
                                              const KnownNames& known) {
  Source source(name, text);
  Errors errors(source);
  Scenario scenario = read_scenario(source, errors, known);
  if (!errors.empty()) return tl::unexpected(errors.take());
  scenario.text = text;
  return scenario;
}

}  // namespace epcheck::scenario
