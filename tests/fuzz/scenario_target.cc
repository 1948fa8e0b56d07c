// SPDX-License-Identifier: MIT
#include "tests/fuzz/scenario_target.h"

#include "scenarios/program/load_for_model.h"
#include "tests/fuzz/shown_text.h"

namespace epcheck::fuzz {
namespace {

/// Indices that the interpreter relies on, for it has no errors of its own.
std::string wrong_with(const scenario::Variant& variant) {
  for (const scenario::Thread& thread : variant.threads)
    if (thread.process > variant.processes.size()) return "a thread of no process";
  for (const scenario::Descriptor& descriptor : variant.descriptors)
    if (descriptor.index >= (descriptor.epoll ? variant.epolls.size() : variant.files.size()))
      return "a descriptor of no file";
  for (const scenario::Epoll& epoll : variant.epolls)
    for (const scenario::Interest& interest : epoll.interests)
      if (interest.fd.index >= variant.descriptors.size()) return "a registration of no descriptor";
  for (const scenario::Interrupt& interrupt : variant.interrupts)
    for (const scenario::Arrival& arrival : interrupt.arrivals)
      if (arrival.descriptor >= variant.descriptors.size()) return "an arrival at no descriptor";
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
