#include "workflows/store/journal.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/hashing.hpp"
#include "workflows/store/schema.hpp"

namespace provost::workflows::store {

boost::json::value journal_value(std::string_view table, std::string_view column, const Value& value) {
  if (std::holds_alternative<std::nullptr_t>(value)) return nullptr;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto& text = std::get<std::string>(value);
  for (const auto& journaled : journaled_tables()) {
    if (journaled.name != table) continue;
    const auto& secrets = journaled.secret_columns;
    if (std::find(secrets.begin(), secrets.end(), column) != secrets.end()) {
      return boost::json::value("sha256:" + sha256_hex(text));
    }
  }
  return boost::json::value(text);
}

std::string audit_event_hash(const AuditEventFields& fields) {
  const boost::json::array values{std::to_string(fields.sequence),
                                  fields.at,
                                  fields.actor,
                                  fields.actor_name,
                                  fields.channel,
                                  fields.action,
                                  fields.subject,
                                  fields.details,
                                  fields.changes,
                                  fields.previous_hash};
  return sha256_hex(boost::json::serialize(values));
}

}  // namespace provost::workflows::store
