// SPDX-License-Identifier: MIT
#include "tests/fuzz/scenario_target.h"

#include <algorithm>
#include <variant>

#include "scenarios/program/load_for_model.h"
#include "tests/fuzz/shown_text.h"

namespace epcheck::fuzz {
namespace {

/// Indices that the interpreter relies on, for it has no errors of its own.
bool hits(const scenario::SignalTarget& target, const scenario::Variant& variant) {
  return target.index < (target.thread ? variant.threads.size() : variant.processes.size() + 1);
}

/// Of a list, and of the lists inside of its steps.
bool all_hit(const scenario::Steps& steps, const scenario::Variant& variant) {
  return std::all_of(steps.begin(), steps.end(), [&](const scenario::Step& step) {
    const auto& action = step.action;
    if (const auto* kill = std::get_if<scenario::Kill>(&action)) return hits(kill->target, variant);
    if (const auto* loop = std::get_if<scenario::Loop>(&action))
      return all_hit(loop->steps, variant);
    if (const auto* repeat = std::get_if<scenario::Repeat>(&action))
      return all_hit(repeat->steps, variant);
    if (const auto* each = std::get_if<scenario::For>(&action))
      return all_hit(each->steps, variant);
    if (const auto* branch = std::get_if<scenario::If>(&action))
      return all_hit(branch->then, variant) && all_hit(branch->otherwise, variant);
    return true;
  });
}

std::string wrong_with(const scenario::Thread& thread, const scenario::Variant& variant) {
  if (thread.process > variant.processes.size()) return "a thread of no process";
  if (!all_hit(thread.steps, variant)) return "a signal to nobody";
  for (const scenario::Handler& handler : thread.handlers)
    if (!all_hit(handler.steps, variant)) return "a signal to nobody, by a handler";
  return "";
}

std::string wrong_with(const scenario::Variant& variant) {
  for (const scenario::Thread& thread : variant.threads)
    if (std::string wrong = wrong_with(thread, variant); !wrong.empty()) return wrong;
  for (const scenario::Descriptor& descriptor : variant.descriptors)
    if (descriptor.index >= (descriptor.epoll ? variant.epolls.size() : variant.files.size()))
      return "a descriptor of no file";
  for (const scenario::Epoll& epoll : variant.epolls)
    for (const scenario::Interest& interest : epoll.interests)
      if (interest.fd.index >= variant.descriptors.size()) return "a registration of no descriptor";
  for (const scenario::Interrupt& interrupt : variant.interrupts)
    for (const scenario::Arrival& arrival : interrupt.arrivals)
      if (arrival.kind == scenario::Arrival::Kind::signal) {
        if (!hits(arrival.target, variant)) return "a signal to nobody, by an interrupt";
      } else if (arrival.descriptor >= variant.descriptors.size()) {
        return "an arrival at no descriptor";
      }
  return "";
}

}  // namespace

std::string wrong_with_scenario(std::string_view text) {
  auto loaded = scenario::load_text_for_model("fuzz.yaml", std::string(text));
  if (!loaded) {
    std::string said = to_text(loaded.error());
    if (said.empty()) return "refused without a word";
    return wrong_with_shown(said);
  }
  if (loaded->variants.empty()) return "no variant";
  for (const scenario::Variant& variant : loaded->variants)
    if (std::string wrong = wrong_with(variant); !wrong.empty()) return wrong;
  return "";
}

}  // namespace epcheck::fuzz
