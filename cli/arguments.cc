// SPDX-License-Identifier: MIT
#include "cli/arguments.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "cli/exit_code.h"
#include "scenarios/loader/edit_distance.h"

namespace epcheck::cli {
namespace {

/// CLI11's layout with our usage line and without its runs of blank lines.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}
  std::string make_usage(const CLI::App*, std::string) const override {
    return fmt::format("Usage: {}\n", usage_);
  }
  std::string make_positionals(const CLI::App*) const override { return ""; }
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    std::string text = CLI::Formatter::make_help(app, name, mode);
    for (std::size_t at; (at = text.find("\n\n\n")) != std::string::npos;) text.erase(at, 1);
    return text;
  }

 private:
  std::string usage_;
};

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// The message for the first argument that is no option of ours, "" if there is none.
std::string unknown_option(const CLI::App& app) {
  for (const std::string& argument : app.remaining()) {
    std::string name = argument.substr(0, argument.find('='));
    if (name.rfind("-", 0) != 0) return fmt::format("unexpected argument `{}`", argument);
    std::string near = scenario::nearest(name, long_options(app));
    return fmt::format("unknown option `{}`{}", name,
                       near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
  }
  return "";
}

}  // namespace

Stop usage_error(const std::string& message, const std::string& help) {
  return {kUsage, "", fmt::format("epcheck: {}\nTry '{}'.\n", message, help)};
}

void use_our_help(CLI::App& app, const std::string& usage) {
  auto formatter = std::make_shared<HelpFormatter>(usage);
  formatter->column_width(24);
  app.formatter(formatter);
  app.allow_extras();
  app.set_help_flag("--help,-h", "Print this and exit")->group("Other");
}

std::optional<Stop> parse(CLI::App& app, int argc, const char* const* argv,
                          const std::string& help) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Stop{kOk, app.help(), ""};
  } catch (const CLI::CallForVersion& version) {
    return Stop{kOk, std::string(version.what()) + "\n", ""};
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what(), help);
  }
  if (std::string wrong = unknown_option(app); !wrong.empty()) return usage_error(wrong, help);
  return std::nullopt;
}

}  // namespace epcheck::cli
