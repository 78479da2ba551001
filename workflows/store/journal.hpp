#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "workflows/store/value.hpp"

namespace provost::workflows::store {

/// How a column's value stands in the audit trail: as itself, or as "sha256:…" for a secret column.
boost::json::value journal_value(std::string_view table, std::string_view column, const Value& value);

/// The fields of an audit event in the order in which they are hashed.
struct AuditEventFields {
  std::int64_t sequence;
  std::string at, actor, actor_name, channel, action, subject, details, changes, previous_hash;
};

/// SHA-256 over the fields as one JSON array of texts: JSON marks where each field ends, so no two different events
/// give the same bytes.
std::string audit_event_hash(const AuditEventFields& fields);

/// What stands in previous_hash of the first event.
inline constexpr std::string_view first_previous_hash =
    "0000000000000000000000000000000000000000000000000000000000000000";

}  // namespace provost::workflows::store
