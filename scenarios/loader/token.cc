// SPDX-License-Identifier: MIT
#include "scenarios/loader/token.h"

#include <cctype>

namespace epcheck::scenario {

namespace {

bool letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    bool next_is_letter = at + 1 < text.size() && letter(text[at + 1]);
    if (!letter(text[at]) && !digit(text[at]) &&
        !((text[at] == '-' || text[at] == '.') && next_is_letter))
      break;
    ++at;
  }
  return at;
}

std::size_t sign_end(std::string_view text, std::size_t at) {
  std::string_view two = text.substr(at, 2);
  if (two == "==" || two == "!=" || two == "<=" || two == ">=") return at + 2;
  return std::string_view("<>+-()|").find(text[at]) == std::string_view::npos ? at : at + 1;
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == '\n' || text[at] == '\r') {
      ++at;
      continue;
    }
    Token token;
    token.begin = at;
    if (letter(text[at])) {
      token.kind = Token::Kind::word;
      token.end = word_end(text, at);
    } else if (digit(text[at])) {
      token.kind = Token::Kind::number;
      token.end = at;
      while (token.end < text.size() && (digit(text[token.end]) || letter(text[token.end])))
        ++token.end;
    } else {
      token.end = sign_end(text, at);
      token.kind = token.end > at ? Token::Kind::sign : Token::Kind::bad;
      // A character of several bytes is one bad token.
      if (token.end == at) ++token.end;
      while (token.kind == Token::Kind::bad && token.end < text.size() &&
             (static_cast<unsigned char>(text[token.end]) & 0xC0) == 0x80)
        ++token.end;
    }
    token.text = std::string(text.substr(token.begin, token.end - token.begin));
    at = token.end;
    tokens.push_back(std::move(token));
  }
  Token end;
  end.begin = end.end = text.size();
  tokens.push_back(end);
  return tokens;
}

}  // namespace epcheck::scenario
