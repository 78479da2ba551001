#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows::chat {

/// What people may ask for in a chat, the same in Slack and in Teams.
enum class Word {
  tasks,        ///< what waits for me
  find,         ///< documents with these words
  done,         ///< a task is done, or acknowledged
  snooze,       ///< remind me later
  still_valid,  ///< a document stays as it is
  sign,         ///< approve, review, sign: always on the page
  journey,      ///< how far the certification is
  link,         ///< the digits that prove whose account it is
  unlink,       ///< the account acts for nobody any more
  help,
  unknown
};

/// What somebody typed, or what a button stands for, taken apart.
struct Command {
  Word word = Word::tasks;
  std::string subject;                  ///< key of a case or number of a document, in capitals; or words to find
  std::optional<std::int64_t> task_id;  ///< of a button: “task:17”, then `subject` is empty
  std::string rest;                     ///< the step, the reason, or until when: “tomorrow”, “next_week”, a day
};

/// The words by which people ask. Those that buttons say are English and always understood; words of other languages
/// stand beside them, and one that means something already keeps its meaning. Small and large letters are the same.
class Vocabulary {
 public:
  Vocabulary();

  /// What words can be added to: "tasks", "find", "document" (before what to find), "done", "snooze", "still", "valid",
  /// "sign", "status", "link", "unlink", "help", and for snooze "until", "tomorrow", "next_week".
  static std::vector<std::string> meanings();
  /// `words`: separated by commas; "tomorrow" and "next_week" may be several words. Throws std::logic_error for another
  /// meaning.
  void add(std::string_view meaning, std::string_view words);
  /// The meaning of a word as one of meanings(); "": none.
  std::string meaning_of(std::string_view word) const;

 private:
  std::map<std::string, std::string, std::less<>> meaning_by_word_;
};

/// Never fails: what is not understood is Word::unknown, with the first word as subject. Nothing typed asks for tasks.
Command parse_command(std::string_view text, const Vocabulary& vocabulary);

}  // namespace provost::workflows::chat
