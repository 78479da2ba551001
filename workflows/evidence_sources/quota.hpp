#pragma once

#include <cstdint>
#include <string>

#include "workflows/evidence_sources/sources.hpp"

namespace provost::workflows::evidence_sources {

/// What each delivery in the log counts for beside its body: its header fields and its answer. Otherwise a flood of
/// deliveries of a byte each would fill the disk and count for nothing.
inline constexpr std::int64_t bytes_beside_a_body = 4 * 1024;

/// What is kept of a source: whoever has its secret, also somebody who stole it, fills neither the disk nor the inbox.
struct Kept {
  std::int64_t waiting = 0;  ///< deliveries that wait for a person
  std::int64_t bytes = 0;    ///< of all its deliveries in the log, placed ones too, with bytes_beside_a_body
};

Kept kept_of(store::Session& session, std::int64_t source_id);

/// Why another delivery of `size` bytes cannot be kept, as a sentence; empty: it can.
std::string full_because(const SourceSettings& source, const Kept& kept, std::int64_t size);

/// Tells whoever answers for the source that it may keep no more: once, until there was room again for a while.
/// Thread-safe; any number of servers.
void tell_of_full_source(store::Database& database, const Clock& clock, std::int64_t source_id,
                         const std::string& reason);

/// Notes which sources have room again: a tenth of what they may keep, so that one at its limit is not told of again
/// and again.
void note_room(store::Database& database, const Clock& clock);

}  // namespace provost::workflows::evidence_sources
