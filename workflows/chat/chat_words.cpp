#include "workflows/chat/chat_words.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <tuple>

#include "docs_repo/text/utf8.hpp"

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

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return result;
}

struct Meaning {
  std::string_view name;
  Word word;  ///< when a request begins with it
  std::string_view english;
};

constexpr Meaning known_meanings[] = {
    {"tasks", Word::tasks, "tasks, task, my"},
    {"find", Word::find, "find, search"},
    {"document", Word::find, "document, documents"},
    {"done", Word::done, "done, acknowledge, ack"},
    {"snooze", Word::snooze, "snooze, later"},
    {"still", Word::still_valid, "still"},
    {"valid", Word::still_valid, "valid"},
    {"sign", Word::sign, "approve, sign, review, reject"},
    {"status", Word::journey, "status, journey"},
    {"link", Word::link, "link"},
    {"unlink", Word::unlink, "unlink"},
    {"help", Word::help, "help, ?"},
    {"until", Word::unknown, "until"},
    {"tomorrow", Word::unknown, "tomorrow"},
    {"next_week", Word::unknown, "next_week, next week"},
};

Word word_of(std::string_view meaning) {
  for (const auto& known : known_meanings) {
    if (known.name == meaning) return known.word;
  }
  return Word::unknown;
}

void leave_out(std::string_view& rest, const Vocabulary& vocabulary, std::string_view meaning) {
  auto after = rest;
  if (vocabulary.meaning_of(take_word(after)) == meaning) rest = after;
}

/// “30.11.2026” as 2026-11-30; any other text as it is.
std::string day_from(std::string_view text) {
  int parts[3] = {0, 0, 0};
  const auto* at = text.data();
  const auto* end = at + text.size();
  for (int number = 0; number < 3; ++number) {
    const auto read = std::from_chars(at, end, parts[number]);
    if (read.ec != std::errc{} || parts[number] < 0) return std::string(text);
    at = read.ptr;
    if (number < 2 && (at == end || *at++ != '.')) return std::string(text);
  }
  const auto [day, month, year] = std::tie(parts[0], parts[1], parts[2]);
  if (at != end || day > 31 || month > 12 || year < 1000 || year > 9999) return std::string(text);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

/// Typed as people speak: “until next week”.
std::string until_when(std::string_view text, const Vocabulary& vocabulary) {
  leave_out(text, vocabulary, "until");
  const auto meaning = vocabulary.meaning_of(text);
  return meaning == "tomorrow" || meaning == "next_week" ? meaning : day_from(text);
}

}  // namespace

Vocabulary::Vocabulary() {
  for (const auto& known : known_meanings) add(known.name, known.english);
}

std::vector<std::string> Vocabulary::meanings() {
  std::vector<std::string> names;
  for (const auto& known : known_meanings) names.emplace_back(known.name);
  return names;
}

void Vocabulary::add(std::string_view meaning, std::string_view words) {
  const bool is_known = std::any_of(std::begin(known_meanings), std::end(known_meanings),
                                    [&](const Meaning& known) { return known.name == meaning; });
  if (!is_known) throw std::logic_error("nothing asked in chat is called " + std::string(meaning));
  while (!words.empty()) {
    const auto end = std::min(words.find(','), words.size());
    const auto word = docs_repo::folded(trimmed(words.substr(0, end)));
    words.remove_prefix(std::min(end + 1, words.size()));
    if (!word.empty()) meaning_by_word_.emplace(word, meaning);
  }
}

std::string Vocabulary::meaning_of(std::string_view word) const {
  const auto found = meaning_by_word_.find(docs_repo::folded(word));
  return found == meaning_by_word_.end() ? std::string() : found->second;
}

Command parse_command(std::string_view text, const Vocabulary& vocabulary) {
  Command command;
  auto rest = text;
  const auto first = take_word(rest);
  if (first.empty()) return command;
  const auto meaning = vocabulary.meaning_of(first);
  command.word = word_of(meaning);
  switch (command.word) {
    case Word::unknown:
      command.subject = docs_repo::folded(first);
      return command;
    case Word::find:
      leave_out(rest, vocabulary, "document");
      command.subject = std::string(rest);
      return command;
    case Word::still_valid:
      leave_out(rest, vocabulary, "valid");
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
  command.rest = command.word == Word::snooze ? until_when(rest, vocabulary) : std::string(rest);
  if (docs_repo::folded(subject).starts_with(task_prefix)) {
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
