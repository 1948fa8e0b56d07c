// SPDX-License-Identifier: MIT
#include "tests/checker/frame_programs.h"

#include <array>
#include <initializer_list>
#include <utility>

#include "checker/choice.h"
#include "checker/thread.h"

namespace epcheck::frame_programs {

namespace {

struct Node {
  long value;
  long link;
};
struct Quad {
  long words[4];
};
struct Triple {
  long words[3];
};

[[gnu::noinline]] long value_of(World* world, const long* link) {
  world->pause.load();
  return *(link - 1);
}
[[gnu::noinline]] long first(World* world, const void* object) {
  world->pause.load();
  return *static_cast<const long*>(object);
}
[[gnu::noinline]] long second(World* world, const void* object) {
  world->pause.load();
  return static_cast<const long*>(object)[1];
}
[[gnu::noinline]] long sixth(World* world, const long* array) {
  world->pause.load();
  return array[5];
}
[[gnu::noinline]] long second_last(World* world, const long* end) {
  world->pause.load();
  return end[-2];
}
[[gnu::noinline]] void touch(World* world, void* object) {
  world->pause.load();
  *static_cast<volatile char*>(object) = *static_cast<volatile char*>(object);
}

long variable(World* world, long value) {
  Node other{7, 7}, node{value, 0}, another{8, 8};
  touch(world, &other);
  touch(world, &another);
  return value_of(world, &node.link);
}

long end_of_variable(World* world, long value) {
  long below[2] = {1, 2}, array[2] = {value, 0}, above[2] = {3, 4};
  touch(world, below);
  touch(world, above);
  return second_last(world, array + 2);
}

long temporary(World* world, long value) {
  long other[2] = {1, 2};
  touch(world, other);
  const Node& node = Node{value, 0};
  return value_of(world, &node.link);
}

/// Of the temporary only the end is an address, which is that of the variable above it.
long end_of_temporary(World* world, long value) {
  if (world->index.load() != 5) {
    long above[6] = {1, 2, 3, 4, 5, 6};
    touch(world, above);
    const Quad& quad = Quad{{0, 0, value, 0}};
    long found = second_last(world, quad.words + 4);
    touch(world, above);
    return found;
  }
  return 0;
}

/// The function itself reads some of it, too, and all of it.
long temporary_read_both_ways(World* world, long value) {
  if (world->index.load() != 5) {
    long above[6] = {1, 2, 3, 4, 5, 6};
    touch(world, above);
    const Quad& quad = Quad{{0, 0, value, 0}};
    long sum = quad.words[0] + quad.words[1] + quad.words[2] + quad.words[3];
    long found = second_last(world, quad.words + 4);
    touch(world, above);
    return found + sum - value;
  }
  return 0;
}

/// The larger temporary has the place of the variable.
long temporary_for_variable(World* world, long value) {
  if (world->index.load() == 5) {
    long array[4] = {1, 2, 3, 4};
    touch(world, array);
    return array[2];
  }
  std::array<long, 6> after{1, 2, 3, 4, 5, 6};
  long found = sixth(world, std::array<long, 6>{0, 1, 2, 3, 4, value}.data());
  return found + second(world, after.data()) - 2;
}

[[gnu::noinline]] long sum(World* world, std::initializer_list<long> list) {
  world->pause.load();
  long all = 0;
  for (long each : list) all += each;
  return all;
}
long list_of_values(World* world, long value) { return sum(world, {1, value, -1}); }

[[gnu::noinline]] long by_value(World* world, std::array<long, 6> big) {
  return big[static_cast<std::size_t>(world->index.load() + 4)];
}
long argument(World* world, long value) { return by_value(world, {0, value, 1, 2, 3, 4}); }

/// Reads again what it has written to where its result goes, which the caller does not want.
[[gnu::noinline]] Triple fill(World* world, long value, long* kept) {
  Triple triple{{0, value, 0}};
  world->pause.load();
  *kept = triple.words[1];
  triple.words[1] = 0;
  return triple;
}
long result_in_temporary(World* world, long value) {
  long kept = 0;
  return fill(world, value, &kept).words[0] + kept;
}
long result_in_variable(World* world, long value) {
  long kept = 0;
  Triple triple = fill(world, value, &kept);
  return triple.words[0] + kept;
}
long result_in_binding(World* world, long value) {
  long kept = 0;
  auto [words] = fill(world, value, &kept);
  return words[0] + kept;
}

[[gnu::noinline]] Node make_node(long value) { return {value, 1}; }
long binding(World* world, long value) {
  auto [kept, link] = make_node(value);
  return value_of(world, &link);
}
long first_of_binding(World* world, long value) {
  auto [front, kept] = Node{0, value};
  return second(world, &front);
}
long binding_to_temporary(World* world, long value) {
  const auto& [kept, link] = make_node(value);
  return value_of(world, &link);
}

long anonymous_union(World* world, long value) {
  union {
    char small;
    long large;
  };
  large = value;
  return first(world, &small);
}

template <class F>
[[gnu::noinline]] long call(World* world, const F& f) {
  world->pause.load();
  return f();
}
long captured_by_value(World* world, long value) {
  return call(world, [value] { return value; });
}
long captured_by_reference(World* world, long value) {
  long other = 5, kept = value;
  long found = call(world, [&] { return kept; });
  return found + second(world, std::array<long, 2>{other, 0}.data());
}
long named_closure(World* world, long value) {
  Node node{value, 0};
  auto read = [&node] { return node.value; };
  return call(world, read);
}

inline Node made_inline(long value) {
  Node node{0, 0};
  node.value = value;
  return node;
}
struct Outer {
  long before;
  Node node;
};
long part_of_temporary(World* world, long value) {
  const Outer& outer = Outer{value, made_inline(0)};
  return value_of(world, &outer.node.value);
}

/// The address that is taken may be that of what lies three elements before, in another variable.
long biased_index(World* world, long value) {
  long array[4] = {0, value, 0, 0}, below[4] = {};
  touch(world, below);
  long at = world->index.load() + 7;
  long found = first(world, &array[at - 3]);
  world->pause.load();
  return found;
}
/// As a compiler may reach one variable from the address of another.
long neighbour(World* world, long value) {
  volatile long above[2] = {value, 0};
  volatile long below[2] = {0, 0};
  const volatile long* pointer = below;
  asm volatile("addq $16, %0" : "+r"(pointer));
  return first(world, const_cast<const long*>(pointer)) + above[1];
}
long walked(World* world, long value) {
  long array[4] = {0, 0, value, 0}, found = 0;
  for (long* each = array; each != array + 4; ++each) {
    world->pause.load();
    found += *each;
  }
  return found;
}
long walked_backwards(World* world, long value) {
  std::array<long, 4> array{0, value, 0, 0};
  long found = 0;
  for (auto each = array.rbegin(); each != array.rend(); ++each) {
    world->pause.load();
    found += *each;
  }
  return found;
}

long one_of_two(World* world, long value) {
  Node left{value, 0}, right{value, 0};
  Node* either = world->index.load() == 5 ? &left : &right;
  return value_of(world, &either->link);
}

struct Link {
  Link* next;
  long value;
};
[[gnu::noinline]] long follow(World* world, const Link* link) {
  world->pause.load();
  return link->next->next->value;
}
long linked(World* world, long value) {
  Link last{nullptr, value}, middle{&last, 1}, head{&middle, 2};
  return follow(world, &head);
}

bool is_paused(const void* world) { return static_cast<const World*>(world)->pause.peek() != 0; }
long slept(World* world, long value) {
  Node node{value, 0};
  touch(world, &node);
  wait_until(&is_paused, world);
  return value_of(world, &node.link);
}

[[gnu::noinline]] void write_later(World* world, long* to, long value) {
  world->pause.load();
  *to = value;
  world->pause.load();
}
long written_by_another(World* world, long value) {
  long left = 1, kept = 0, right = 2;
  write_later(world, &left, 1);
  write_later(world, &kept, value);
  write_later(world, &right, 2);
  return kept;
}

}  // namespace

std::vector<Way> ways() {
  return {{"variable", variable},
          {"end_of_variable", end_of_variable},
          {"temporary", temporary},
          {"end_of_temporary", end_of_temporary},
          {"temporary_read_both_ways", temporary_read_both_ways},
          {"temporary_for_variable", temporary_for_variable},
          {"list_of_values", list_of_values},
          {"argument", argument},
          {"result_in_temporary", result_in_temporary},
          {"result_in_variable", result_in_variable},
          {"result_in_binding", result_in_binding},
          {"binding", binding},
          {"first_of_binding", first_of_binding},
          {"binding_to_temporary", binding_to_temporary},
          {"anonymous_union", anonymous_union},
          {"captured_by_value", captured_by_value},
          {"captured_by_reference", captured_by_reference},
          {"named_closure", named_closure},
          {"part_of_temporary", part_of_temporary},
          {"biased_index", biased_index},
          {"neighbour", neighbour},
          {"walked", walked},
          {"walked_backwards", walked_backwards},
          {"one_of_two", one_of_two},
          {"linked", linked},
          {"slept", slept},
          {"written_by_another", written_by_another}};
}

/// What another call has left in the frame that comes next.
[[gnu::noinline]] static void leave(long left) {
  volatile long words[16];
  for (volatile long& word : words) word = left;
}
[[gnu::noinline]] static void wait_with_padding(World* world) {
  alignas(16) long kept[2] = {0, 0};
  char small = 1;
  touch(world, &small);
  touch(world, kept);
}
void leave_and_wait(World* world, long left) {
  leave(left);
  wait_with_padding(world);
}

}  // namespace epcheck::frame_programs
