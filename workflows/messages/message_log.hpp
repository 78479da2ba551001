#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/messages/outbox.hpp"

namespace provost::workflows::messages {

struct LogQuery {
  std::optional<std::int64_t> channel_id;
  std::string state;  ///< empty: all
  std::int64_t offset = 0;
  std::int64_t before_id = 0;  ///< only messages before this one, instead of counting from `offset`; 0: all
  std::int64_t limit = 25;
};
struct LogPage {
  std::vector<Outgoing> messages;  ///< the newest first
  std::int64_t total = 0;
  std::optional<std::int64_t> next;  ///< `before_id` of the rest; nothing at the end
};
LogPage read_log(store::Session& session, const LogQuery& query);
std::optional<Outgoing> find_message(store::Session& session, std::int64_t id);
std::vector<LoggedAttempt> attempts_of(store::Session& session, std::int64_t message_id);
/// A row that was selected by message_columns.
Outgoing message_from(const store::Record& record);
/// The beginning of a query for messages, for the stores of this folder.
extern const char* const message_columns;

}  // namespace provost::workflows::messages
