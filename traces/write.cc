// SPDX-License-Identifier: MIT
#include "traces/write.h"

#include "traces/dot.h"
#include "traces/html.h"
#include "traces/json.h"
#include "traces/mermaid.h"
#include "traces/perfetto.h"
#include "traces/shiviz.h"
#include "traces/svg.h"
#include "traces/text.h"

namespace epcheck {
namespace {

struct NamedFormat {
  Format format;
  const char* name;  // null: not to be chosen by name
  const char* ending;
};
constexpr NamedFormat kFormats[] = {
    {Format::text, "text", "txt"},       {Format::lkml, "lkml", "txt"},
    {Format::full_text, nullptr, "txt"}, {Format::json, "json", "json"},
    {Format::dot, "dot", "dot"},         {Format::svg, "svg", "svg"},
    {Format::mermaid, "mermaid", "mmd"}, {Format::perfetto, "perfetto", "perfetto.json"},
    {Format::shiviz, "shiviz", "log"},   {Format::html, "html", "html"},
};

}  // namespace

std::string write_trace(const Trace& trace, Format format) {
  switch (format) {
    case Format::text:
      return write_text(trace);
    case Format::lkml:
      return write_lkml(trace);
    case Format::full_text:
      return write_full_text(trace);
    case Format::json:
      return write_json(trace);
    case Format::dot:
      return write_dot(trace);
    case Format::svg:
      return write_svg(trace);
    case Format::mermaid:
      return write_mermaid(trace);
    case Format::perfetto:
      return write_perfetto(trace);
    case Format::shiviz:
      return write_shiviz(trace);
    case Format::html:
      return write_html(trace);
  }
  return {};
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const NamedFormat& format : kFormats)
    if (format.name != nullptr) names.emplace_back(format.name);
  return names;
}

std::optional<Format> format_named(std::string_view name) {
  for (const NamedFormat& format : kFormats)
    if (format.name != nullptr && format.name == name) return format.format;
  return std::nullopt;
}

const char* ending(Format format) { return kFormats[static_cast<unsigned>(format)].ending; }

}  // namespace epcheck
