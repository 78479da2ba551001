#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "workflows/evidence_sources/deliveries.hpp"

namespace provost::hooks {

/// Counts refused deliveries in memory and writes the counts to the log at most once a second for each source and kind,
/// so that a flood costs the database next to nothing. Thread-safe.
class RefusalCounts {
 public:
  RefusalCounts(workflows::evidence_sources::ReceivedDeliveries& deliveries, const workflows::Clock& clock)
      : deliveries_(deliveries), clock_(clock) {}

  /// Quick and without the database; flush() writes it.
  void count(std::int64_t source_id, const std::string& kind, const std::string& reason,
             const std::string& remote_address);
  /// The same, and writes at once what this kind counted unless that was done within the last second.
  void count_and_write(std::int64_t source_id, const std::string& kind, const std::string& reason,
                       const std::string& remote_address);
  /// Writes everything that waits. Throws what the database throws; then it waits on.
  void flush();

 private:
  struct Waiting {
    std::int64_t times = 0;
    std::string reason;
    std::string remote_address;
    workflows::Instant written_at{};
  };
  using Key = std::pair<std::int64_t, std::string>;
  void write(const Key& key, Waiting taken);

  workflows::evidence_sources::ReceivedDeliveries& deliveries_;
  const workflows::Clock& clock_;
  std::mutex mutex_;
  std::map<Key, Waiting> waiting_;  ///< bounded: sources times a dozen kinds
};

}  // namespace provost::hooks
