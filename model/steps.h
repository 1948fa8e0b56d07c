// SPDX-License-Identifier: MIT
// Step: one thing that the protocol does and could forget: a lock, a barrier, a second look, a
// wake-up, an unlinking, a reference, an order. A kernel can be run without one, as
// `v7.1 without ep_poll_callback.wake`: a mutant. `epcheck mutate` does so with every step, and
// says which scenario notices.
//
// The model asks does(Step::NAME) where the step is, around as little as the step is, and never
// because of a scenario. The names are FUNCTION.STEP, the function being the kernel's. A step of
// an order leaves both sides in place and swaps them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace epcheck {

struct Protocol;

enum class Step : std::uint8_t {
  none,

  ep_poll_callback_lock,
  ep_poll_callback_ovflist,
  ep_poll_callback_rdllist,
  ep_poll_callback_wake,
  ep_poll_callback_poll_wake,

  ep_poll_last_look,
  ep_poll_arm,
  ep_poll_recheck_after_timeout,

  ep_start_scan_splice,
  ep_done_scan_drain,
  ep_done_scan_wake,
  ep_send_events_level,
  ep_send_events_unlink,

  ep_modify_barrier,
  ep_remove_unregister,

  end,
};

struct StepInfo {
  Step step;
  const char* name;                  // "ep_poll_callback.wake"
  bool (*taken)(const Protocol& p);  // whether kernels of that protocol take it
  const char* meaning;               // what it does, or what for
};

/// All steps, in the order of Step.
std::span<const StepInfo> steps();

/// The step of that name, or null.
const StepInfo* find_step(std::string_view name);

/// The step; it is not `none`.
const StepInfo& info(Step step);

/// Whether the kernel of the current task takes the step.
bool does(Step step);

}  // namespace epcheck
