#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "workflows/chat/chat_account.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::chat {

/// What somebody wants, as it came from a chat, its signature checked.
struct ChatRequest {
  std::string key;        ///< names the delivery: what was signed, hashed
  Instant received_at{};  ///< by this server
  ChatAccount account;
  std::string words;             ///< "tasks", "done CA-17"; a button carries the words it stands for
  std::string reason;            ///< typed beside a button; may be empty
  std::string response_address;  ///< where an answer may be sent later; empty: only the answer itself
  bool is_public = false;        ///< others read the answer as well
};

/// A request that somebody has to work on.
struct ClaimedRequest {
  std::int64_t id = 0;
  ChatRequest request;
  std::string reply;          ///< the answer to send, when the work was done before; empty: it is to be done
  std::int64_t attempts = 0;  ///< to send the answer
};

/// Requests from chat: each is received once, and kept until it is answered, so that what was accepted happens even
/// when the program is killed right after. Any number of servers may share it. Thread-safe.
class ChatInbox {
 public:
  ChatInbox(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Keeps a request and claims it for the caller. nullopt: one with its key was received before.
  std::optional<std::int64_t> receive(const ChatRequest& request);
  /// Of a server that is alone: what a killed one worked on is free at once.
  void release_claims();
  /// The next one that nobody works on; claimed for lease_of_request.
  std::optional<ClaimedRequest> claim();
  /// Notes the answer, so that only sending it is left.
  void note_reply(std::int64_t id, const std::string& reply);
  /// The answer could not be sent now; it is tried again after a while.
  void put_off(std::int64_t id, std::chrono::seconds wait);
  /// All is done: nothing is kept but that it was received.
  void settle(std::int64_t id);
  /// Forgets what was received so long ago that its signature is refused anyway; called from a timer.
  void remove_old();

 private:
  store::Database& database_;
  const Clock& clock_;
};

/// How long a server has for a request before another one may take it over.
inline constexpr std::chrono::seconds lease_of_request{15};

}  // namespace provost::workflows::chat
