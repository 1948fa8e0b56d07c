// SPDX-License-Identifier: MIT
#include "cli/learned_text.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "checker/layout.h"

namespace epcheck::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kWords = 3 * (kTotalBytes / 4);  // in three planes: checker/words.h

/// Takes an array apart; what does not fit leaves `good` false.
class Items {
 public:
  Items(const Json& array, std::size_t size, bool& good) : array_(array), good_(good) {
    good_ = good_ && array.is_array() && array.size() == size;
  }
  template <class Number>
  Number number(std::uint64_t below) {
    std::size_t index = next_++;
    if (good_ && array_[index].is_number_unsigned()) {
      std::uint64_t value = array_[index].get<std::uint64_t>();
      if (value < below && value <= std::numeric_limits<Number>::max())
        return static_cast<Number>(value);
    }
    good_ = false;
    return 0;
  }
  bool flag() { return number<std::uint8_t>(2) != 0; }
  const Json& rest() {
    static const Json nothing = Json::array();
    return good_ && array_[next_].is_array() ? array_[next_++] : nothing;
  }

 private:
  const Json& array_;
  bool& good_;
  std::size_t next_ = 0;
};

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

}  // namespace

std::string learned_text(const Learned& learned) {
  // A field that the engine adds does not compile here until it is written too.
  const auto& [hot, nested_points, symmetric, alike, frames, ends, locks, joins, fences, atomics] =
      learned;
  Json words = Json::array(), classes = Json::array(), places = Json::array();
  for (const HotWord& word : hot)
    words.push_back(
        Json::array({word.word, unsigned{word.whole}, unsigned{word.accesses}, word.write_locks}));
  for (const Alike& one : alike)
    classes.push_back(Json::array({one.first, one.begin, std::uint64_t{one.bytes}}));
  for (const SharedFrame& frame : frames)
    places.push_back(Json::array({frame.cell, frame.function}));
  Json calls = Json::array();
  for (std::int64_t end : ends) calls.push_back(static_cast<std::uint64_t>(end));
  return Json::array({words, unsigned{nested_points}, unsigned{symmetric}, classes, places, calls,
                      locks, unsigned{joins}, unsigned{fences}, unsigned{atomics}})
      .dump();
}

std::optional<Learned> learned_from(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  Learned learned;
  bool good = !json.is_discarded();
  Items fields(json, 10, good);
  for (const Json& item : fields.rest()) {
    Items word(item, 4, good);
    HotWord& hot = learned.hot.emplace_back();
    hot.word = word.number<std::uint32_t>(kWords);
    hot.whole = word.flag();
    hot.accesses = word.number<std::uint8_t>(256);
    const Json& locks = word.rest();
    Items each(locks, locks.size(), good);
    for (std::size_t i = 0; i < locks.size(); ++i)
      hot.write_locks.push_back(each.number<std::uint32_t>(kTotalBytes));
  }
  learned.nested_points = fields.flag();
  learned.symmetric = fields.flag();
  for (const Json& item : fields.rest()) {
    Items one(item, 3, good);
    Alike& alike = learned.alike.emplace_back();
    alike.first = one.number<std::uintptr_t>(kBase + kTotalBytes);
    alike.begin = one.number<std::uintptr_t>(kBase + kTotalBytes);
    alike.bytes = one.number<std::size_t>(kTotalBytes);
    for (std::uintptr_t begin : {alike.first, alike.begin})
      good = good && in_program(begin) && begin + alike.bytes <= kBase + kTotalBytes;
  }
  for (const Json& item : fields.rest()) {
    Items place(item, 2, good);
    std::uint32_t cell = place.number<std::uint32_t>(kTotalBytes / 8);
    learned.frames.push_back({cell, place.number<std::uint64_t>(kAny)});
  }
  const Json& ends = fields.rest();
  Items calls(ends, ends.size(), good);
  for (std::size_t i = 0; i < ends.size(); ++i)
    learned.ends.push_back(static_cast<std::int64_t>(calls.number<std::uint64_t>(kAny)));
  const Json& locks = fields.rest();
  Items each(locks, locks.size(), good);
  for (std::size_t i = 0; i < locks.size(); ++i)
    learned.locks.push_back(each.number<std::uint32_t>(kTotalBytes));
  learned.joins = fields.flag();
  learned.fences = fields.flag();
  learned.atomics = fields.flag();
  if (!good) return std::nullopt;
  return learned;
}

}  // namespace epcheck::cli
