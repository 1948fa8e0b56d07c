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
  // One byte more than allowed is enough to see that there are too many.
  std::string text(kMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return unreadable(path, std::strerror(errno ? errno : EIO));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return load_text(path, text, known);
}

tl::expected<Scenario, Diagnostics> load_text(const std::string& name, const std::string& text,
                                              const KnownNames& known) {
  Source source(name, text);
  Errors errors(source);
  Scenario scenario = read_scenario(source, errors, known);
  if (!errors.empty()) return tl::unexpected(errors.take());
  return scenario;
}

}  // namespace epcheck::scenario
