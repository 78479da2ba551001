#include <vector>

#include "workflows/evidence_sources/quota.hpp"
#include "workflows/notices/notices.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence_sources {

namespace {

constexpr std::int64_t megabyte = 1024 * 1024;

bool has_room_again(store::Session& session, std::int64_t source_id) {
  const auto source = find_source(session, source_id);
  if (!source) return true;
  const auto kept = kept_of(session, source_id);
  return kept.waiting <= source->waiting_limit - source->waiting_limit / 10 - 1 &&
         kept.bytes <= source->kept_limit - source->kept_limit / 10;
}

}  // namespace

Kept kept_of(store::Session& session, std::int64_t source_id) {
  Kept kept;
  for (const auto& record : session.select(
           "SELECT state, CAST(COUNT(*) AS BIGINT) AS n, CAST(SUM(size) AS BIGINT) AS bytes FROM received_deliveries"
           " WHERE source_id = :source GROUP BY state",
           {source_id})) {
    kept.bytes += record.integer("bytes") + record.integer("n") * bytes_beside_a_body;
    if (record.text("state") == "waiting") kept.waiting = record.integer("n");
  }
  return kept;
}

std::string full_because(const SourceSettings& source, const Kept& kept, std::int64_t size) {
  if (kept.waiting >= source.waiting_limit) {
    return std::to_string(kept.waiting) + " deliveries wait for a person, and no more than " +
           std::to_string(source.waiting_limit) + " may.";
  }
  if (kept.bytes + size > source.kept_limit) {
    return "Of its deliveries " + std::to_string(kept.bytes / megabyte) +
           " MB are kept, and with this one it would be " + "more than the " +
           std::to_string(source.kept_limit / megabyte) + " MB that may be.";
  }
  return "";
}

void tell_of_full_source(store::Database& database, const Clock& clock, std::int64_t source_id,
                         const std::string& reason) {
  {
    const store::ReadSnapshot snapshot(database);
    if (snapshot.session().first("SELECT source_id FROM full_sources WHERE source_id = :source", {source_id})) return;
  }
  store::WriteTransaction transaction(database, clock);
  auto& session = transaction.session();
  const auto source = find_source(session, source_id);
  if (!source || session.first("SELECT source_id FROM full_sources WHERE source_id = :source", {source_id})) return;
  session.execute("INSERT INTO full_sources (source_id, told_at) VALUES (:source, :at)",
                  {source_id, to_text(transaction.now())});
  notices::tell(transaction, source->owner_id, std::nullopt, "source_full",
                "Deliveries of the source “" + source->title + "” are refused for now. " + shortened(reason, 300) +
                    " Place what waits under Sources, or change the limits of the source.");
  transaction.record(people::system_actor(), {"source.full", source->name, {{"reason", reason}}});
  transaction.commit();
}

void note_room(store::Database& database, const Clock& clock) {
  std::vector<std::int64_t> free;
  {
    const store::ReadSnapshot snapshot(database);
    auto& session = snapshot.session();
    for (const auto& record : session.select("SELECT source_id FROM full_sources")) {
      if (has_room_again(session, record.integer("source_id"))) free.push_back(record.integer("source_id"));
    }
  }
  if (free.empty()) return;
  store::WriteTransaction transaction(database, clock);
  for (const auto id : free) transaction.session().execute("DELETE FROM full_sources WHERE source_id = :source", {id});
  transaction.commit();
}

}  // namespace provost::workflows::evidence_sources
