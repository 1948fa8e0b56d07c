// SPDX-License-Identifier: MIT
// Which properties a run checks, and with which parameters. Plain data, fixed before the first
// thread starts: the ghost layer keeps state only for the properties that are on, so that a run
// which does not ask for one does not pay for it in states. docs/properties.md says what each
// property means; the words there, in the reports and in the scenario files are the same.
#pragma once

namespace epcheck {

struct Checks {
  static constexpr int kOff = -1;

  bool lost_wakeup = false;
  bool stuck_data = false;
  bool deadlock = false;
  bool data_split = false;
  bool reorder = false;
  bool stale_event = false;
  bool use_after_free = false;
  int herd_max = kOff;       // threads that one arrival may wake; 0 .. 64
  int busy_loop_max = kOff;  // waits in a row that may change nothing; 0 .. 250

  bool herd() const { return herd_max != kOff; }
  bool busy_loop() const { return busy_loop_max != kOff; }
  /// Whether the contract of each registration is followed: stuck-data needs it to keep silent
  /// where the kernel is to blame.
  bool contract() const { return lost_wakeup || stuck_data; }
  /// Whether it is followed who has read which bytes of a stream.
  bool streams() const { return data_split || reorder; }
};

}  // namespace epcheck
