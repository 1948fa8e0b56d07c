// SPDX-License-Identifier: MIT
#include "tests/litmus/litmus_file.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace epcheck::litmus {

namespace {

int model_of(const std::string& word) {
  for (Model model : kModels)
    if (word == kModelNames[static_cast<int>(model)]) return static_cast<int>(model);
  return -1;
}

void read_expectation(const std::string& line, Litmus& litmus) {
  std::istringstream words{line};
  std::string word;
  words >> word;
  bool races = word == "race:";
  if (!races)
    for (char letter : word.substr(0, word.size() - 1))
      litmus.observed.push_back(outcome_index(letter));
  int model = -1;
  while (words >> word) {
    int named = model_of(word);
    if (named >= 0) model = named;
    if (races && named >= 0) litmus.expected[static_cast<unsigned>(named)].race = true;
    if (named >= 0) continue;
    if (races || model < 0 || word.size() != litmus.observed.size())
      throw std::runtime_error("out of place: " + word);
    for (unsigned stronger = static_cast<unsigned>(model); stronger < 3; ++stronger)
      if (!litmus.expected[stronger].outcomes.insert(word).second)
        throw std::runtime_error("said twice: " + word);
  }
}

Litmus read_block(const std::vector<std::string>& lines) {
  Litmus litmus;
  litmus.name = lines[0];
  std::string rows;
  std::vector<std::string> expectations;
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (lines[i][0] == ' ')
      rows += lines[i] + "\n";
    else if (lines[i].find(':') != std::string::npos || expectations.empty())
      expectations.push_back(lines[i]);
    else
      expectations.back() += " " + lines[i];
  for (const std::string& line : expectations) read_expectation(line, litmus);
  litmus.program = parse(rows);
  if (litmus.observed.empty()) throw std::runtime_error("nothing is observed");
  return litmus;
}

}  // namespace

std::set<std::string> Litmus::observe(const std::set<Outcome>& outcomes) const {
  std::set<std::string> seen;
  for (const Outcome& outcome : outcomes) {
    std::string digits;
    for (unsigned index : observed) digits += static_cast<char>('0' + outcome[index]);
    seen.insert(digits);
  }
  return seen;
}

std::vector<Litmus> read_litmus_file(const std::string& path) {
  std::vector<Litmus> tests;
  std::vector<std::string> block;
  auto finish_block = [&] {
    if (block.empty()) return;
    try {
      tests.push_back(read_block(block));
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(path + ": " + block[0] + ": " + error.what());
    }
    block.clear();
  };
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) finish_block();
    if (!line.empty() && line[0] != '#') block.push_back(line);
  }
  finish_block();
  return tests;
}

}  // namespace epcheck::litmus
