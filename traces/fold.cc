// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "traces/story.h"

namespace epcheck {
namespace {

// How much of the story is lost without it.
int weight(const std::string& kind) {
  if (kind == "violation") return 3;
  if (kind == "wake" || kind == "sleep" || kind == "arrive" || kind == "property" ||
      kind == "woken")
    return 2;
  return kind == "op" ? 0 : 1;
}

Moment folded(const std::vector<const Moment*>& group) {
  if (group.size() == 1) return *group.front();
  Moment result{group.front()->thread, "fold", "", {}};
  for (const Moment* moment : group)
    result.steps.insert(result.steps.end(), moment->steps.begin(), moment->steps.end());
  std::sort(result.steps.begin(), result.steps.end());
  result.text = fmt::format("… {} steps", result.steps.size());
  return result;
}

// The moments that are kept, and between two of them one for each lane that did anything else.
std::vector<Moment> keep(const std::vector<Moment>& moments, const std::vector<Lane>& lanes,
                         const std::vector<bool>& kept) {
  std::vector<Moment> result;
  std::map<std::size_t, std::vector<const Moment*>> between;  // by lane
  auto close = [&] {
    for (const auto& [lane, group] : between) result.push_back(folded(group));
    between.clear();
  };
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (kept[i]) {
      close();
      result.push_back(moments[i]);
    } else {
      between[lane_of(lanes, moments[i].thread)].push_back(&moments[i]);
    }
  }
  close();
  return result;
}

}  // namespace

std::vector<Moment> fold(const std::vector<Moment>& moments, const std::vector<Lane>& lanes,
                         std::size_t count) {
  std::vector<std::size_t> order(moments.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    int left = weight(moments[a].kind), right = weight(moments[b].kind);
    return left != right ? left > right : a > b;
  });
  // Keeping one less may leave one more piece between, so all numbers are tried, the largest first.
  std::size_t kept_count = moments.size();
  std::vector<bool> kept(moments.size(), true);
  auto drop_to = [&](std::size_t wanted) {
    while (kept_count > wanted) kept[order[--kept_count]] = false;
  };
  std::vector<Moment> result = moments;
  while (result.size() > count && kept_count > 0) {
    drop_to(std::min(count, kept_count - 1));
    result = keep(moments, lanes, kept);
  }
  return result;
}

}  // namespace epcheck
