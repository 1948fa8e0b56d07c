// SPDX-License-Identifier: MIT
#include "traces/edges.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "traces/letters.h"

namespace epcheck {
namespace {

constexpr std::size_t kNamesOfLabel = 2;

// Which moment stands for each step of the trace.
std::vector<std::optional<std::size_t>> owners(const Trace& trace,
                                               const std::vector<Moment>& moments) {
  std::vector<std::optional<std::size_t>> result(trace.steps.size());
  for (std::size_t i = 0; i < moments.size(); ++i)
    for (std::size_t step : moments[i].steps) result[step] = i;
  return result;
}

std::string label(const std::set<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() == kNamesOfLabel) {
      shown.back() += ", …";
      break;
    }
    shown.push_back(printable(name));
  }
  return join(shown, ", ");
}

}  // namespace

bool connects(const std::vector<Edge>& edges, std::size_t from, std::size_t to) {
  return std::any_of(edges.begin(), edges.end(),
                     [&](const Edge& edge) { return edge.from == from && edge.to == to; });
}

std::vector<Edge> wake_edges(const Trace& trace, const std::vector<Moment>& moments) {
  std::vector<Edge> result;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    for (std::size_t step : moments[i].steps) {
      for (unsigned woken : trace.steps[step].wakes) {
        auto next = std::find_if(moments.begin() + i + 1, moments.end(), [&](const Moment& m) {
          return involves(trace, m, woken) && (m.steps.empty() || m.steps.back() > step);
        });
        std::size_t to = next - moments.begin();
        if (next == moments.end() || connects(result, i, to)) continue;
        if (moments[i].kind == "fold" && next->kind == "fold") continue;
        result.push_back({i, to, ""});
      }
    }
  }
  return result;
}

std::vector<Edge> reads_from_edges(const Trace& trace, const std::vector<Moment>& moments) {
  auto owner = owners(trace, moments);
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::string>> read;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const TraceStep& step = trace.steps[i];
    if (!step.reads_from || step.object.empty() || !owner[i]) continue;
    if (*step.reads_from >= i || !owner[*step.reads_from]) continue;
    if (trace.steps[*step.reads_from].thread == step.thread) continue;
    read[{*owner[*step.reads_from], *owner[i]}].insert(whole_object(step.object));
  }
  std::vector<Edge> result;
  for (const auto& [pair, names] : read) result.push_back({pair.first, pair.second, label(names)});
  return result;
}

std::vector<Edge> freed_edges(const Trace& trace, const std::vector<Moment>& moments) {
  if (!trace.violation.freed || moments.empty() || moments.back().kind != "violation") return {};
  auto from = owners(trace, moments)[*trace.violation.freed];
  if (!from || *from + 1 == moments.size()) return {};
  return {{*from, moments.size() - 1, "freed"}};
}

}  // namespace epcheck
