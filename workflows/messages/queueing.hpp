#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::messages {

/// What is to be told.
struct Announcement {
  std::string event;
  std::optional<std::int64_t> person_id;  ///< whom it concerns
  std::optional<std::int64_t> case_id;
  std::optional<std::int64_t> task_id;
  std::optional<std::int64_t> document_id;
  std::string text;         ///< one line that says it, should its subject be gone when it is sent
  std::string workflow;     ///< of the case; empty: it is looked up
  bool to_channels = true;  ///< false: only the person is told, because channels were told already
};

/// Queues it for the person, by their own way, and for each channel that wants it, in the transaction that caused it.
/// Without channels and mail it costs nothing.
void announce(store::WriteTransaction& transaction, const Announcement& announcement);

/// Queues a reminder for the person alone, by their own way, from an instant on.
void remind_at(store::WriteTransaction& transaction, const Announcement& announcement, Instant at);

/// Takes back what this transaction queued for somebody's own way about their task in a case: nobody is told of what
/// they did themselves.
void spare(store::WriteTransaction& transaction, std::int64_t person_id, std::int64_t case_id);

/// Queues a message to one channel, or by mail, at once; returns its id.
std::int64_t queue_at_once(store::WriteTransaction& transaction, std::int64_t channel_id,
                           const Announcement& announcement);

}  // namespace provost::workflows::messages
