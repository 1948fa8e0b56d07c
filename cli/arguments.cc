// SPDX-License-Identifier: MIT
#include "cli/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "cli/exit_code.h"
#include "scenarios/loader/edit_distance.h"
#include "traces/letters.h"

namespace epcheck::cli {
namespace {

constexpr std::size_t kColumns = 96;
constexpr std::size_t kOptionColumn = 24;
constexpr const char* kOther = "Other";

/// CLI11's layout with our usage line, in lines that fit.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}
  std::string make_usage(const CLI::App*, std::string) const override {
    return fmt::format("Usage: {}\n", usage_);
  }
  std::string make_positionals(const CLI::App*) const override { return ""; }
  std::string make_description(const CLI::App* app) const override {
    return fmt::format("{}\n", fmt::join(wrap(app->get_description(), kColumns, 0), "\n"));
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    return fmt::format(
        "{}", fmt::join(wrap(option->get_description(), kColumns - kOptionColumn, 0), "\n"));
  }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode) const override {
    return make_description(app) + make_usage(app, name) + groups(app) + make_footer(app);
  }

 private:
  /// The options that all commands have come last.
  std::string groups(const CLI::App* app) const {
    std::string text, last;
    for (const std::string& group : app->get_groups()) {
      auto options = app->get_options([&](const CLI::Option* option) {
        return option->get_group() == group && !option->get_positional();
      });
      if (!options.empty()) (group == kOther ? last : text) += make_group(group, false, options);
    }
    return text + last;
  }

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

std::string examples_and_exit_codes(const CommandText& text) {
  std::string lines;
  if (!text.examples.empty()) lines += "\nExamples:\n";
  for (const std::string& example : text.examples) lines += "  " + example + "\n";
  if (!text.exit_codes.empty()) lines += "\nExit codes:\n";
  for (const auto& [code, meaning] : text.exit_codes)
    lines += fmt::format("  {:<4}{}\n", code, meaning);
  if (!lines.empty()) lines.pop_back();
  return lines;
}

}  // namespace

std::string called_as(const CommandText& text) {
  return text.name.empty() ? "epcheck" : "epcheck " + text.name;
}

Arguments::Arguments(const CommandText& text)
    : app_(text.description, called_as(text)), text_(text) {
  std::string usage = called_as(text) + (text.usage.empty() ? "" : " ") + text.usage;
  auto formatter = std::make_shared<HelpFormatter>(usage);
  formatter->column_width(kOptionColumn);
  app_.formatter(formatter);
  app_.allow_extras();
  app_.set_help_flag("--help,-h", "Print this and exit")->group(kOther);
  app_.footer(examples_and_exit_codes(text_));
}

std::optional<Stop> Arguments::parse(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Stop{kOk, app_.help(), ""};
  } catch (const CLI::CallForVersion& version) {
    return Stop{kOk, std::string(version.what()) + "\n", ""};
  } catch (const CLI::ParseError& error) {
    return wrong(error.what());
  }
  if (std::string unknown = unknown_option(app_); !unknown.empty()) return wrong(unknown);
  return std::nullopt;
}

Stop Arguments::wrong(const std::string& message) const {
  return {kUsage, "", fmt::format("epcheck: {}\nTry '{} --help'.\n", message, called_as(text_))};
}

}  // namespace epcheck::cli
