#include "workflows/chat/chat_words.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace provost::workflows::chat {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view task_prefix = "task:";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The next word; `text` keeps what follows it.
std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const auto end = std::min(text.find_first_of(blanks), text.size());
  const auto word = text.substr(0, end);
  text = trimmed(text.substr(end));
  return word;
}

std::string changed(std::string_view text, char first, char last, int by) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [=](char letter) {
    return letter >= first && letter <= last ? static_cast<char>(letter + by) : letter;
  });
  return result;
}
std::string lower(std::string_view text) {
  return changed(text, 'A', 'Z', 'a' - 'A');
}
std::string upper(std::string_view text) {
  return changed(text, 'a', 'z', 'A' - 'a');
}

const std::map<std::string, Word, std::less<>>& known_words() {
  static const std::map<std::string, Word, std::less<>> words{
      {"tasks", Word::tasks},       {"task", Word::tasks},        {"my", Word::tasks},       {"find", Word::find},
      {"search", Word::find},       {"document", Word::find},     {"documents", Word::find}, {"done", Word::done},
      {"acknowledge", Word::done},  {"ack", Word::done},          {"snooze", Word::snooze},  {"later", Word::snooze},
      {"valid", Word::still_valid}, {"still", Word::still_valid}, {"approve", Word::sign},   {"sign", Word::sign},
      {"review", Word::sign},       {"reject", Word::sign},       {"status", Word::journey}, {"journey", Word::journey},
      {"unlink", Word::unlink},     {"help", Word::help},         {"?", Word::help}};
  return words;
}

void leave_out(std::string_view& rest, std::initializer_list<std::string_view> fillers) {
  auto after = rest;
  const auto word = lower(take_word(after));
  if (std::find(fillers.begin(), fillers.end(), word) != fillers.end()) rest = after;
}

}  // namespace

Command parse_command(std::string_view text) {
  Command command;
  auto rest = text;
  const auto first = lower(take_word(rest));
  if (first.empty()) return command;
  const auto known = known_words().find(first);
  command.word = known == known_words().end() ? Word::unknown : known->second;
  switch (command.word) {
    case Word::unknown:
      command.subject = first;
      return command;
    case Word::find:
      leave_out(rest, {"document", "documents"});
      command.subject = std::string(rest);
      return command;
    case Word::still_valid:
      leave_out(rest, {"valid"});
      break;
    case Word::tasks:
    case Word::journey:
    case Word::unlink:
    case Word::help:
      return command;
    default:
      break;
  }
  const auto subject = take_word(rest);
  command.rest = std::string(rest);
  if (lower(subject).starts_with(task_prefix)) {
    const auto digits = subject.substr(task_prefix.size());
    std::int64_t id = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (!digits.empty() && read.ec == std::errc{} && read.ptr == digits.data() + digits.size()) command.task_id = id;
    return command;
  }
  command.subject = upper(subject);
  return command;
}

}  // namespace provost::workflows::chat
