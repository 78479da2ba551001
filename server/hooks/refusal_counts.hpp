#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "workflows/evidence_sources/deliveries.hpp"

namespace provost::hooks {

/// Counts refused deliveries in memory, so that a refusal waits for nobody and a flood costs the database next to
/// nothing. flush() writes the counts to the log; until then log() shows them beside what is written. Thread-safe.
class RefusalCounts {
 public:
  RefusalCounts(workflows::evidence_sources::ReceivedDeliveries& deliveries, const workflows::Clock& clock)
      : deliveries_(deliveries), clock_(clock) {}

  /// Quick and without the database.
  void count(std::int64_t source_id, const std::string& kind, const std::string& reason,
             const std::string& remote_address);
  /// Writes everything that waits; may wait for other writers. Throws what the database throws; then it waits on.
  void flush();
  /// What was refused, written or not, the newest first; of one source or of all.
  std::vector<workflows::evidence_sources::Refusals> log(workflows::store::Session& session,
                                                         std::optional<std::int64_t> source_id, int limit);

 private:
  /// Source, hour, kind: bounded by the sources, a dozen kinds, and the hours for which nothing could be written.
  using Key = std::tuple<std::int64_t, std::string, std::string>;
  using Counts = std::map<Key, workflows::evidence_sources::Refusals>;
  static void add(const Counts& more, Counts& counts);

  workflows::evidence_sources::ReceivedDeliveries& deliveries_;
  const workflows::Clock& clock_;
  std::mutex flushing_;  ///< one at a time writes
  std::mutex mutex_;
  Counts waiting_;
  Counts being_written_;  ///< shown until it is written
};

}  // namespace provost::hooks
