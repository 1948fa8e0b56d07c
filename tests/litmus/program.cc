// SPDX-License-Identifier: MIT
#include "tests/litmus/program.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace epcheck::litmus {

namespace {

constexpr std::array<std::string_view, 9> kVerbs = {"r", "w",    "xchg",   "cas", "add",
                                                    "f", "lock", "unlock", "join"};
constexpr std::array<std::string_view, 6> kModes = {"na", "rlx", "acq", "rel", "acqrel", "sc"};
constexpr std::string_view kPlaceLetters = "uvwxyzlm";

[[noreturn]] void refuse(std::string_view what, std::string_view text) {
  throw std::runtime_error(std::string(what) + " '" + std::string(text) + "'");
}

template <class Names>
unsigned index_in(const Names& names, std::string_view name, std::string_view what) {
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) refuse(what, name);
  return static_cast<unsigned>(found - names.begin());
}

bool is_register(std::string_view word) {
  return word.size() == 1 && word[0] >= 'a' && word[0] < static_cast<char>('a' + kRegisters);
}

std::uint8_t register_of(std::string_view word) {
  if (!is_register(word)) refuse("no register", word);
  return static_cast<std::uint8_t>(word[0] - 'a');
}

std::uint8_t digit_of(std::string_view word) {
  if (word.size() != 1 || word[0] < '0' || word[0] > '9') refuse("no digit", word);
  return static_cast<std::uint8_t>(word[0] - '0');
}

std::uint8_t place_of(std::string_view word) {
  std::size_t at = word.size() == 1 ? kPlaceLetters.find(word[0]) : std::string_view::npos;
  if (at == std::string_view::npos) refuse("no word or lock", word);
  return static_cast<std::uint8_t>(at);
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Takes the words of one instruction from the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), words_(words_of(text)) {}

  const std::string& next() {
    if (at_ == words_.size()) refuse("too short:", text_);
    return words_[at_++];
  }
  void end() const {
    if (at_ != words_.size()) refuse("too long:", text_);
  }

 private:
  std::string_view text_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

void read_operands(Reader& reader, Instruction& instruction) {
  if (instruction.verb == Verb::fence) return;
  if (reads(instruction.verb) && instruction.verb != Verb::lock)
    instruction.target = register_of(reader.next());
  if (instruction.verb == Verb::join) {
    const std::string& thread = reader.next();
    if (thread[0] != 'P') refuse("no thread", thread);
    instruction.place = digit_of(std::string_view(thread).substr(1));
    return;
  }
  instruction.place = place_of(reader.next());
  bool is_lock = instruction.verb == Verb::lock || instruction.verb == Verb::unlock;
  if (is_lock != (instruction.place >= kWords)) refuse("wrong kind of place for", "lock");
  if (is_lock || instruction.verb == Verb::read) return;
  const std::string& value = reader.next();
  if (instruction.verb == Verb::write && is_register(value))
    instruction.source = static_cast<std::int8_t>(register_of(value));
  else
    instruction.value = digit_of(value);
  if (instruction.verb == Verb::cas) instruction.desired = digit_of(reader.next());
}

void read_instruction(std::string_view text, Thread& thread) {
  Reader reader(text);
  Instruction instruction{};
  std::string word = reader.next();
  if (word == "if") {
    const std::string& guard = reader.next();
    if (guard.size() != 3 || guard[1] != '=') refuse("no condition", guard);
    instruction.guard = static_cast<std::int8_t>(register_of(guard.substr(0, 1)));
    instruction.guard_value = digit_of(guard.substr(2));
    word = reader.next();
  }
  std::size_t bracket = word.find('[');
  instruction.verb =
      static_cast<Verb>(index_in(kVerbs, std::string_view(word).substr(0, bracket), "no verb"));
  bool full_barrier = false;
  if (bracket != std::string::npos) {
    std::string_view mode = std::string_view(word).substr(bracket + 1);
    if (!mode.ends_with(']')) refuse("no order", word);
    mode.remove_suffix(1);
    full_barrier = mode == "mb";
    instruction.mode =
        full_barrier ? Mode::rlx : static_cast<Mode>(index_in(kModes, mode, "no order"));
  }
  read_operands(reader, instruction);
  reader.end();
  if (instruction.verb == Verb::lock) instruction.mode = Mode::acq;
  if (instruction.verb == Verb::unlock) instruction.mode = Mode::rel;
  if (!full_barrier) {
    thread.push_back(instruction);
    return;
  }
  Instruction barrier{.verb = Verb::fence,
                      .mode = Mode::sc,
                      .guard = instruction.guard,
                      .guard_value = instruction.guard_value};
  for (const Instruction& part : {barrier, instruction, barrier}) thread.push_back(part);
}

std::string to_string(const Instruction& instruction) {
  std::string text;
  if (instruction.guard >= 0) {
    text += "if ";
    text += static_cast<char>('a' + instruction.guard);
    text += "=" + std::to_string(instruction.guard_value) + " ";
  }
  text += kVerbs[static_cast<unsigned>(instruction.verb)];
  if (instruction.verb == Verb::join) return text + " P" + std::to_string(instruction.place);
  bool is_lock = instruction.place >= kWords;
  if (!is_lock) {
    text += '[';
    text += kModes[static_cast<unsigned>(instruction.mode)];
    text += ']';
  }
  if (instruction.verb == Verb::fence) return text;
  if (reads(instruction.verb) && !is_lock)
    text += std::string(" ") + static_cast<char>('a' + instruction.target);
  text += std::string(" ") + kPlaceLetters[instruction.place];
  if (is_lock || instruction.verb == Verb::read) return text;
  text += ' ';
  text += instruction.source >= 0 ? static_cast<char>('a' + instruction.source)
                                  : static_cast<char>('0' + instruction.value);
  if (instruction.verb == Verb::cas) text += " " + std::to_string(instruction.desired);
  return text;
}

}  // namespace

Program parse(std::string_view rows) {
  Program program;
  std::istringstream lines{std::string(rows)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream columns{line};
    std::string column;
    for (std::size_t t = 0; std::getline(columns, column, '|'); ++t) {
      if (t == program.threads.size()) program.threads.emplace_back();
      if (words_of(column).empty()) continue;
      Thread& thread = program.threads[t];
      read_instruction(column, thread);
      if (thread.back().verb == Verb::join && thread.back().place >= t)
        refuse("no earlier thread in", column);
    }
  }
  return program;
}

std::string to_string(const Program& program) {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  std::size_t rows = 0;
  for (const Thread& thread : program.threads) {
    std::vector<std::string> column;
    std::size_t width = 0;
    for (const Instruction& instruction : thread) column.push_back(to_string(instruction));
    for (const std::string& cell : column) width = std::max(width, cell.size());
    rows = std::max(rows, column.size());
    widths.push_back(width);
    cells.push_back(std::move(column));
  }
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t thread = 0; thread < cells.size(); ++thread) {
      std::string cell = row < cells[thread].size() ? cells[thread][row] : "";
      cell.resize(widths[thread], ' ');
      text += (thread == 0 ? " " : " | ") + cell;
    }
    text += '\n';
  }
  return text;
}

std::string to_string(const Outcome& outcome) {
  std::string text;
  for (unsigned i = 0; i < outcome.size(); ++i) {
    if (outcome[i] == 0) continue;
    char letter = i < kRegisters ? static_cast<char>('a' + i) : kPlaceLetters[i - kRegisters];
    text += std::string(text.empty() ? "" : " ") + letter + "=" + std::to_string(outcome[i]);
  }
  return text.empty() ? "all 0" : text;
}

unsigned outcome_index(char letter) {
  std::string_view word(&letter, 1);
  return is_register(word) ? register_of(word) : kRegisters + place_of(word);
}

}  // namespace epcheck::litmus
