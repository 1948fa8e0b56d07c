// SPDX-License-Identifier: MIT
// Learned words: which words of shared memory may be accessed without being a scheduling point.
//
// A word is eight bytes (a cell), or half of that where only halves are accessed: neighbours in one
// cell that two threads use are two words. A cell that is accessed both ways is one word for good.
// Words are named by the offset of their first byte from kBase, in units of four bytes.
//
// A word is *cold* as long as every access to it, made while other threads could interfere, came
// from one thread, or held one common lock (exclusively, if it wrote), or was a read of a word that
// nobody writes. When that fails it is *tracked*: each access must come after the conflicting ones
// before it in the order of locks (handover.h). When that fails too it is *hot*, a scheduling
// point. Each assumption is checked at each access; when one breaks, the word moves on for good and
// the search starts again. The first access that breaks an assumption lies on a schedule of the
// reduced search (Stoller and Cohen, "Optimistic synchronization-based state-space reduction",
// TACAS 2003), so a search that ends without breaking one has assumed nothing wrong. The classes
// that it ends with are the same for every order of the search.
//
// A place on a stack is the variable of one function now and of another later. Where one of them is
// used by other threads, what the owner does with the others would be taken for accesses to it. So
// the function whose variable others use has a word of its own there (shared_frames.cc). A cell
// thus has three names, one in each plane: the address itself; plus kTotalBytes the variable of
// that function; and plus 2 * kTotalBytes whether the place is that variable now.
//
// A hot word with plain accesses is watched for data races (races.cc): like a tracked word it has a
// slot in Handover, two if it has marked accesses too. Hot words that are released and acquired
// hand over what plain and tracked words hold; they are asked to only once locks do not suffice.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "checker/access_kind.h"
#include "checker/check.h"
#include "checker/history.h"
#include "checker/key.h"
#include "checker/lock_order.h"
#include "checker/lock_set.h"
#include "checker/thread_state.h"
#include "checker/wire.h"

namespace epcheck {

enum class WordClass : std::uint8_t { cold, tracked, hot };

class Words {
 public:
  Words();
  /// Forgets everything. Cost: the number of words touched since the last time.
  void clear();
  /// The word that an access of `size` bytes, all in one cell, is an access to.
  std::uint32_t entry(std::uintptr_t address, unsigned size) {
    std::uint32_t cell = static_cast<std::uint32_t>((address - kBase) / 8);
    unsigned half = address % 8 / 4;
    Shape wanted = half == (address + size - 1) % 8 / 4 ? Shape::halves : Shape::whole;
    if (words_[cell].shape != wanted) reshape(cell, wanted);
    return 2 * cell + (words_[cell].shape == Shape::halves ? half : 0);
  }
  /// How many words there are in the cell at `address`, for what accesses all of it whatever it is
  /// made of; then the words are entry(address) and, if it has two, the next one.
  unsigned parts(std::uintptr_t address) const {
    return words_[(address - kBase) / 8].shape == Shape::halves ? 2 : 1;
  }
  static std::uint32_t entry(std::uintptr_t address) {
    return static_cast<std::uint32_t>((address - kBase) / 8 * 2);
  }
  /// Records an access to a word by a thread that holds these locks. A word that has just become
  /// tracked counts as hot until the search has started again. For a tracked word, `slot` is its
  /// place among the tracked words. `self` names the thread; threads that are alike have one name.
  /// `foreign`: it has equals, and the word is not its own.
  WordClass access(HeldLocks held, std::uint32_t word, AccessKind kind, unsigned& slot,
                   unsigned self, bool foreign);
  /// Whether words may be tracked; otherwise what no lock protects is hot at once.
  void set_tracking(bool tracking) { tracking_ = tracking; }
  /// Whether the classes decide what is a scheduling point; otherwise only races depend on them.
  void set_points(bool points) { points_ = points; }
  /// Whether nested acquisitions may be no scheduling points.
  void set_nesting(bool nesting) { nesting_ = nesting; }
  bool nested_points() const { return lock_order_.cyclic() || !nesting_; }
  /// From now on nothing is learned: hot words are hot, and no others. For shortening and replaying
  /// what a search has found.
  void freeze() {
    frozen_ = true;
    ++version_;
  }
  /// Takes note that a lock is used.
  void use_lock(std::uint32_t offset);
  /// Takes note that a thread that holds locks is about to take another. True if this must be a
  /// scheduling point, because nested locks may deadlock.
  bool nest_locks(HeldLocks held, std::uint32_t taken);
  /// Takes note that a thread is joined.
  void use_join() {
    if (frozen_) return;
    news_ |= !joins_ && (weak_ || !tracked_.empty());
    joins_ = true;
  }
  bool joins() const { return joins_; }
  /// Takes note that there are SC fences or SC accesses. Only the weak memory model asks.
  void use_sc_order() {
    if (frozen_) return;
    news_ |= !sc_order_;
    sc_order_ = true;
  }
  bool sc_order() const { return sc_order_; }
  /// Whether the memory model is weak, whose keys depend on more of the above.
  void set_weak(bool weak) { weak_ = weak; }
  /// Takes note that there are fences that acquire or release.
  void use_fence();
  /// Called when two accesses to a word are not ordered, as far as is remembered: whether more can
  /// be. It will be when the search has started again.
  bool remember_more(std::uint32_t word);
  /// Called when two accesses to a word are not ordered, as far as is known: whether there may be
  /// more order that is not looked at yet. It will be when the search has started again.
  bool order_more(std::uint32_t word);
  /// The search starts again: numbers the tracked and watched words.
  void restart();
  /// The words that have slots, by slot; one that has two appears twice.
  const std::vector<std::uint32_t>& tracked() const { return tracked_; }
  const std::vector<Remembered>& remembered() const { return remembered_; }
  /// Atomics that hand over what other words hold; sorted.
  const std::vector<std::uint32_t>& objects() const { return objects_; }
  bool orders_by_fences() const { return orders_by_atomics_ && fences_; }
  /// The slot of a word that is tracked or watched, negative if it is neither. `mixed`: it has a
  /// second one, for its plain accesses alone.
  int slot(std::uint32_t word, bool& mixed) const {
    mixed = words_[place(word)].mixed;
    return words_[place(word)].slot - 1;
  }
  /// Whether a bound was hit, so that data races may have been missed.
  bool overflows() const { return overflows_; }
  void overflow() { overflows_ = true; }
  /// Whether the word of a place on a stack depends on the function whose frame it lies in, or has
  /// been found not to; then which function has a word of its own. `name` is that of the place.
  /// One of the two holds for all places on stacks that other threads have used.
  bool depends_on_frame(std::uintptr_t name) const {
    return words_[(name - kBase) / 8].frames == Frames::shared;
  }
  std::uint64_t shared_frame(std::uintptr_t name) const;
  /// Takes note that another thread has used the place as a variable of this function (see
  /// Liveness::function_at()); or, if that is 0, that nobody knows of which.
  void share_frame(std::uintptr_t name, std::uint64_t function);
  /// Takes note that after the operation called from `pc` a variable ends that other threads use,
  /// in a way that no word tells. Once the search has started again, it conflicts with theirs.
  void end_at(const void* pc);
  bool ends_at(const void* pc) const {
    return !ends_.empty() && std::binary_search(ends_.begin(), ends_.end(), place_in_code(pc));
  }
  /// The addresses of such places in the stack of this region, ascending.
  std::vector<std::uintptr_t> used_on_stack(unsigned region) const;
  /// The address of a word, whatever function it is of.
  static std::uintptr_t address_of(std::uint32_t word) {
    return kBase + std::uint64_t{word} * 4 % kTotalBytes;
  }
  /// Which of the names of its place it has.
  static unsigned plane_of(std::uint32_t word) {
    return static_cast<unsigned>(std::uint64_t{word} * 4 / kTotalBytes);
  }
  const std::vector<std::uint32_t>& locks() const { return all_locks_; }
  /// Whether symmetric states are to be told apart no more; then words of movables that are alike
  /// have one name (movables.h). Learned: it begins with a new start of the search.
  bool symmetric() const { return symmetric_; }
  void use_symmetry();
  /// The program has seen which of several threads that are alike one is.
  void forbid_symmetry();
  /// Takes note that what begins at `begin` is alike to the first of its class.
  struct Member {
    std::uintptr_t first, begin;
    std::size_t bytes;
    auto operator<=>(const Member&) const = default;
  };
  void use_member(const Member& member);
  /// Makes a word hot whatever its accesses are; returns whether it is hot.
  bool make_hot(std::uint32_t word);
  /// The same for one that is accessed when it has ended: no order can be found.
  void make_late(std::uint32_t word);
  /// Whether the first byte there is part of a hot word.
  bool is_hot(std::uint32_t word) const { return words_[place(word)].state & kHot; }
  bool hot(std::uintptr_t address) const {
    if (address - kBase >= kPlanes * kTotalBytes) return false;
    std::uint32_t word = entry(address);
    if (parts(address) == 2) word += address % 8 / 4;
    return words_[place(word)].state & kHot;
  }
  /// What has been learned, on its way between worker processes.
  void write(WireWriter& wire) const;
  void merge(WireReader& wire);
  bool has_news() const { return news_; }
  Learned learned() const;
  /// After clear(): takes over what another search has learned.
  void start_with(const Learned& learned);
  /// Whether an assumption has broken since the last call.
  bool take_news() {
    bool news = news_;
    news_ = false;
    version_ += news;
    return news;
  }
  /// Another key whenever other operations may be scheduling points, or Handover numbers words in
  /// another way than before; that may happen at restart() without news.
  Key numbering() const;

 private:
  /// What the words of a cell are. Freeing accesses a cell without telling.
  enum class Shape : std::uint8_t { unknown, halves, whole };
  /// Whether other threads have used a place on a stack: as the variable of one function, or more.
  enum class Frames : std::uint8_t { own, shared, mixed };
  struct Word {
    LockSet accesses;
    LockSet writes;
    std::uint8_t owner;  // the first thread, plus 1; 0 is never accessed
    bool shared;
    std::uint8_t state;  // kWritten, kHot, kTracked, and the kinds of its accesses
    Shape shape;         // of the cell; only in its first word
    std::uint16_t slot;  // in Handover, plus 1; 0 until the search has started again
    bool mixed;          // it has two slots
    Frames frames;       // of the cell; only in its first word
    bool needs_atomics;  // locks do not order the accesses
    HistoryChoice choice;
    Remembered remembered;  // since the search has started again
  };
  static constexpr std::uint8_t kWritten = access_kind::kWrites, kHot = 2, kTracked = 4;
  static constexpr AccessKind kLearned =
      static_cast<AccessKind>(~(access_kind::kWrites | access_kind::kTurns));
  static constexpr unsigned kPlanes = 3;
  static constexpr std::size_t kCellsOfPlane = kTotalBytes / 8, kCells = kPlanes * kCellsOfPlane;
  /// First words of all cells come first: where no cell has two, they lie side by side.
  static std::size_t place(std::uint32_t word) { return word / 2 + (word % 2) * kCells; }
  Word& at(std::uint32_t word) { return words_[place(word)]; }
  bool touched(std::uint32_t word) const {
    const Word& known = words_[place(word)];
    return known.owner != 0 || (word % 2 == 0 && known.shape != Shape::unknown);
  }
  void reshape(std::uint32_t cell, Shape wanted);
  void split(std::uint32_t cell);
  void unite(std::uint32_t cell);
  void absorb(std::uint32_t index, const Word& other);
  void set_class(Word& word);
  void changed_class(const Word& word);
  void learn_kind(Word& word, AccessKind kind);
  bool hands_over(const Word& word) const;
  WordClass access_hot(Word& word, HeldLocks held, bool write);
  static bool needs_slots(Word& word);

  void see_locks(Word& word, HeldLocks held);
  std::uintptr_t first_of(std::uintptr_t address) const;
  void set_frames(std::uint32_t cell, std::uint64_t function);
  void forget(std::uint32_t cell);
  bool mix_frames();
  static std::int64_t place_in_code(const void* pc);
  void write_frames(WireWriter& wire) const;
  std::set<std::uint32_t> merge_frames(WireReader& wire);
  std::vector<std::uint32_t> same_words(std::uint32_t word) const;
  void find_tracked();
  void number_tracked();

  Word* words_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> tracked_;    // sorted
  std::vector<Remembered> remembered_;    // of these
  std::vector<std::uint32_t> objects_;    // sorted
  std::vector<std::uint32_t> locks_;      // offsets, sorted
  std::vector<std::uint32_t> all_locks_;  // with those of what is alike
  std::vector<std::uint32_t> new_locks_;
  std::map<std::uint32_t, std::uint64_t> frames_;  // by cell; 0 if they are mixed
  std::vector<std::int64_t> ends_, new_ends_;      // places in code, sorted
  LockOrder lock_order_;
  bool tracking_ = true;
  bool points_ = true;
  bool nesting_ = true;  // a nested acquisition may be no scheduling point
  bool joins_ = false;
  bool sc_order_ = false;
  bool weak_ = false;
  bool symmetric_ = false;
  bool asymmetric_ = false;  // for good
  std::set<Member> members_;
  bool fences_ = false;
  bool orders_by_atomics_ = false;
  bool needs_atomics_ = false;  // as another search has found out
  bool overflows_ = false;
  bool frozen_ = false;
  bool news_ = false;
  std::uint64_t version_ = 0;
};

}  // namespace epcheck
