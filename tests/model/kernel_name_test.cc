// SPDX-License-Identifier: MIT
// Names of kernels, and the history of switches that they are made from.
#include "model/kernel_name.h"

#include <gmock/gmock.h>

#include <set>

#include "model/switches.h"

namespace epcheck {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// The part of `name` that is wrong, and what is said about it.
std::pair<std::string, std::string> wrong(const std::string& name) {
  auto kernel = parse_kernel(name);
  if (kernel) return {"", ""};
  const KernelNameError& error = kernel.error();
  return {name.substr(error.begin, error.end - error.begin), error.message};
}

using Complaint = std::pair<std::string, std::string>;

TEST(KernelName, APresetIsTheRowOfItsSwitches) {
  EXPECT_EQ(parse_kernel("v7.1"), Protocol{});
  EXPECT_EQ(parse_kernel("v5.5"), *find_protocol("v5.5"));
}

TEST(KernelName, WithAndWithoutTurnSwitches) {
  Protocol changed = *find_protocol("v5.5");
  changed.arm_once = false;
  changed.autoremove = true;
  changed.wake_on_ovflist = true;
  EXPECT_EQ(parse_kernel("v5.5 with autoremove wake-on-ovflist without arm-once"), changed);
}

// A commit can be named on either side of it.
TEST(KernelName, ASwitchThatStandsThatWayAlreadyChangesNothing) {
  EXPECT_EQ(parse_kernel("v5.7 with final-check-under-lock"), *find_protocol("v5.7"));
}

TEST(KernelName, ErrorsPointAtTheWord) {
  EXPECT_EQ(wrong("v9.9 with seqcount"), Complaint("v9.9", "unknown kernel `v9.9`"));
  EXPECT_EQ(wrong("v7.1  with seqcuont"), Complaint("seqcuont", "unknown switch `seqcuont`"));
  EXPECT_EQ(wrong("v7.1 seqcount").first, "seqcount");
  EXPECT_EQ(wrong("v7.1 with without seqcount").first, "without");
  EXPECT_EQ(wrong("v7.1 without").first, "without");
  EXPECT_EQ(wrong(" ").second, "no kernel is named");
}

TEST(KernelName, AKernelCanBeWithoutOneOfItsSteps) {
  Protocol mutant = *find_protocol("v5.5");
  mutant.wake_on_ovflist = true;
  mutant.without = Step::ep_poll_callback_wake;
  EXPECT_EQ(parse_kernel("v5.5 with wake-on-ovflist without ep_poll_callback.wake"), mutant);
}

TEST(KernelName, AStepThatTheKernelNeverTakesIsRefused) {
  EXPECT_EQ(wrong("v7.1 without ep_pol.arm"), Complaint("ep_pol.arm", "unknown step `ep_pol.arm`"));
  EXPECT_EQ(wrong("v7.1 with ep_poll.arm").first, "ep_poll.arm");
  EXPECT_EQ(wrong("v7.1 without ep_poll.arm ep_modify.barrier").first, "ep_modify.barrier");
  EXPECT_THAT(wrong("v5.5 without ep_done_scan.wake").second, HasSubstr("never takes the step"));
}

TEST(KernelName, SwitchesThatContradictEachOtherAreRefused) {
  EXPECT_THAT(wrong("v5.5 with autoremove").second, HasSubstr("arm-once and autoremove"));
  EXPECT_THAT(wrong("v7.1 without lockless-check").second, HasSubstr("lockless-check"));
}

TEST(Switches, NoPresetContradictsItself) {
  for (const Preset& preset : presets())
    EXPECT_EQ(contradiction(preset.protocol), nullptr) << preset.name;
}

TEST(Switches, EachCommitTurnsItsSwitch) {
  std::set<std::string> names;
  for (const Switch& s : switches()) {
    EXPECT_TRUE(names.insert(s.name).second) << s.name << " is there twice";
    for (std::size_t i = 1; i < s.changes.size(); ++i) {
      EXPECT_NE(s.changes[i].on, s.changes[i - 1].on) << s.name;
      EXPECT_GT(s.changes[i].version, s.changes[i - 1].version) << s.name;
    }
  }
}

/// The presets in which the switch is on.
std::vector<std::string> kernels_with(bool Protocol::*member) {
  std::vector<std::string> names;
  for (const Preset& preset : presets())
    if (preset.protocol.*member) names.emplace_back(preset.name);
  return names;
}

// 339ddb53d373 took it away in 5.5, 7fab29e35632 gave it back in 5.13.
TEST(Switches, TheWakeUpAtTheEndOfAScanWasMissingFrom5_5To5_12) {
  std::vector<std::string> without;
  for (const Preset& preset : presets())
    if (!preset.protocol.wake_at_scan_end) without.emplace_back(preset.name);
  EXPECT_THAT(without, testing::ElementsAre("v5.5", "v5.6", "v5.7", "v5.9", "v5.11"));
}

TEST(Switches, DistributionsHaveWhatTheyBackported) {
  EXPECT_THAT(kernels_with(&Protocol::pin_in_remove),
              testing::ElementsAre("v7.1", "v7.2", "debian-6.1.192", "debian-6.12.117"));
  EXPECT_THAT(kernels_with(&Protocol::seqcount), Contains("debian-6.12.117"));
  EXPECT_FALSE(find_protocol("debian-6.1.192")->files_freed_at_once);
}

TEST(KernelName, EveryReleaseBetweenThePresetsIsAKernel) {
  for (const std::string& name : release_names()) EXPECT_TRUE(parse_kernel(name)) << name;
  for (const Preset& preset : presets()) {
    auto release = find_release(preset.name);
    EXPECT_EQ(release.value_or(preset.protocol), preset.protocol) << preset.name;
  }
  EXPECT_EQ(wrong("v7.3").second, "unknown kernel `v7.3`");
}

// 5.9 came before 5.10 and changed the last, 5.2 was the first with what 5.4 has; 6.7 is like none.
TEST(KernelName, AReleaseIsThePresetWithTheSameProtocol) {
  EXPECT_EQ(parse_kernel("v5.10"), *find_protocol("v5.9"));
  EXPECT_EQ(in_presets("v5.10 without arm-once"), "v5.9 without arm-once");
  EXPECT_EQ(in_presets("v5.2"), "v5.4");
  EXPECT_EQ(in_presets("v6.7"), "");
  EXPECT_EQ(in_presets("v5.9"), "");
}

}  // namespace
}  // namespace epcheck
