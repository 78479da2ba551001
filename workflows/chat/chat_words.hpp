#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  unlink,       ///< the account acts for nobody any more
  help,
  unknown
};

/// What somebody typed, or what a button stands for, taken apart.
struct Command {
  Word word = Word::tasks;
  std::string subject;                  ///< key of a case or number of a document, in capitals; or words to find
  std::optional<std::int64_t> task_id;  ///< of a button: “task:17”, then `subject` is empty
  std::string rest;                     ///< the step, the reason, or until when
};

/// Never fails: what is not understood is Word::unknown, with the first word as subject. Nothing typed asks for tasks.
Command parse_command(std::string_view text);

}  // namespace provost::workflows::chat
