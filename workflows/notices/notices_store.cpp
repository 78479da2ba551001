#include <algorithm>

#include "workflows/messages/events.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/notices/notices.hpp"

namespace provost::workflows::notices {

void tell(store::WriteTransaction& transaction, std::int64_t person_id, std::optional<std::int64_t> case_id,
          const std::string& kind, const std::string& text) {
  transaction.insert("notices", {{"person_id", person_id},
                                 {"case_id", store::nullable(case_id)},
                                 {"kind", kind},
                                 {"notice", text},
                                 {"created_at", to_text(transaction.now())},
                                 {"read_at", nullptr}});
  const auto* known = messages::find_event_kind(kind);
  messages::Announcement announcement;
  announcement.event = known != nullptr && known->personal ? kind : std::string(messages::notice);
  announcement.person_id = person_id;
  announcement.case_id = case_id;
  announcement.text = text;
  messages::announce(transaction, announcement);
}

bool was_told(store::Session& session, std::int64_t person_id, const std::string& text) {
  return session
      .first("SELECT id FROM notices WHERE person_id = :person AND notice = :notice LIMIT 1", {person_id, text})
      .has_value();
}

std::vector<Notice> read_notices(store::Session& session, std::int64_t person_id, bool only_unread,
                                 std::int64_t limit) {
  std::vector<Notice> notices;
  for (const auto& record : session.select(
           std::string(
               "SELECT n.id, n.kind, n.notice, n.created_at, n.read_at, c.case_key FROM notices n"
               " LEFT JOIN cases c ON c.id = n.case_id WHERE n.person_id = :person AND NOT EXISTS (SELECT 1 FROM"
               " case_exclusions x WHERE x.case_id = n.case_id AND x.person_id = n.person_id)") +
               (only_unread ? " AND n.read_at IS NULL" : "") + " ORDER BY n.id DESC LIMIT :limit",
           {person_id, std::clamp<std::int64_t>(limit, 1, 200)})) {
    notices.push_back({record.integer("id"), record.text("kind"), record.text("notice"),
                       record.optional_text("case_key").value_or(""), parse_instant(record.text("created_at")),
                       !record.is_null("read_at")});
  }
  return notices;
}

std::size_t mark_all_read(store::WriteTransaction& transaction, std::int64_t person_id) {
  const auto unread =
      transaction.session().select("SELECT id FROM notices WHERE person_id = :person AND read_at IS NULL", {person_id});
  for (const auto& record : unread) {
    transaction.update("notices", record.integer("id"), {{"read_at", to_text(transaction.now())}});
  }
  return unread.size();
}

}  // namespace provost::workflows::notices
