#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "workflows/messages/channels.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::messages {

/// A message that waits, or waited, to be delivered. What it says is made from the present state when it is sent.
struct Outgoing {
  std::int64_t id = 0;
  std::string key;  ///< "msg_…": the same on each try, so that a receiver can tell a repetition
  std::int64_t channel_id = mail_channel;
  std::optional<std::int64_t> person_id;  ///< to whom, or who is mentioned
  std::string event;
  std::optional<std::int64_t> case_id;
  std::optional<std::int64_t> task_id;
  std::optional<std::int64_t> document_id;
  std::string text;  ///< what was said when it was queued
  Instant created_at{};
  Instant not_before{};
  std::string claim;  ///< until when somebody sends it; tells whether the claim is still theirs
  std::string state;  ///< "collected", "waiting", "delivered", "failed", "dropped", "gathered"
  std::int64_t attempts = 0;
  std::optional<Instant> settled_at;
  std::string outcome;
};

/// One try to deliver a message.
struct Attempt {
  std::string verdict;      ///< "delivered", "try_again", "never"
  std::string reason;       ///< for people
  std::int64_t status = 0;  ///< of HTTP or SMTP; 0: no answer
  std::string request;      ///< what was sent, without secrets
  std::string answer;
  std::chrono::milliseconds took{0};
  std::optional<std::chrono::seconds> retry_after;
  bool channel_is_gone = false;  ///< nothing more can be delivered there until somebody looks after it
};

struct LoggedAttempt : Attempt {
  Instant tried_at{};
};

/// How long a message is kept after it was settled.
inline constexpr std::chrono::hours kept_for{90 * 24};

/// The outbox: rows are written in the transaction that causes them (queueing.hpp), claimed by one of any number of
/// servers, sent, and settled. Thread-safe.
class Outbox {
 public:
  /// `fraction`: a random number from 0 to 1, for the jitter of retries.
  Outbox(store::Database& database, const Clock& clock, std::function<double()> fraction)
      : database_(database), clock_(clock), fraction_(std::move(fraction)) {}

  /// The next message that may go now, for this caller alone for three minutes; nullopt: nothing. In a channel
  /// the oldest goes first and the others wait for it; mail to one person does not wait for mail to another.
  std::optional<Outgoing> claim();
  /// A test message to a channel, claimed already, so that the caller sends it at once, also to a paused channel.
  /// Throws NotFound, Forbidden.
  Outgoing begin_test(const people::Authority& authority, const std::string& channel);
  /// Notes what became of it: delivered, tried again by the ladder of about 28 hours, or given up. A channel that is
  /// gone, or fails for five days, is paused and administrators are told.
  void settle(const Outgoing& message, const Attempt& attempt);
  /// The message no longer matters, e.g. because its task is done.
  void drop(const Outgoing& message, const std::string& why);
  /// Puts what waits for people's digests together into one message each, when its time has come.
  void gather_digests();
  /// Removes what was settled more than ninety days ago.
  void remove_old();
  /// Sends a settled message once more under its key. Throws NotFound, Forbidden.
  void send_again(const people::Authority& authority, std::int64_t message_id);
  /// Sends everything that a webhook was sent since an instant once more, in order and under the same keys, so that
  /// other software can make up for what it lost. Returns how many. Throws NotFound, Forbidden, Invalid for a channel
  /// that people read or a time before what is kept.
  std::int64_t replay(const people::Authority& authority, const std::string& channel, Instant since);

 private:
  store::Database& database_;
  const Clock& clock_;
  std::function<double()> fraction_;
  std::atomic<std::int64_t> served_{-1};  ///< the destination that was served last; the others come first then
};

/// What the outcome of a message says that was told in a digest.
std::string gathered_into(std::int64_t digest_id);

/// How long to wait before the next try after so many; nullopt: give up. About 28 hours in all; `fraction` from 0 to 1
/// spreads each step by a fifth.
std::optional<std::chrono::seconds> wait_after(std::int64_t attempts, double fraction);

}  // namespace provost::workflows::messages
