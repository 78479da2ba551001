#include <boost/json.hpp>
#include <set>

#include "workflows/integrity/trail_replay.hpp"
#include "workflows/store/journal.hpp"
#include "workflows/store/schema.hpp"

namespace provost::workflows::integrity {

namespace {

constexpr std::int64_t entries_at_a_time = 500;

std::string entry_name(std::int64_t sequence) {
  return "audit trail entry " + std::to_string(sequence);
}

store::AuditEventFields fields_of(const store::Record& record) {
  return {record.integer("sequence"), record.text("at"),           record.text("actor"),   record.text("actor_name"),
          record.text("channel"),     record.text("action"),       record.text("subject"), record.text("details"),
          record.text("changes"),     record.text("previous_hash")};
}

/// Applies one entry's changes; returns what is wrong with them, if anything.
std::optional<std::string> apply_changes(const std::string& text, ReplayedRows& rows) {
  boost::system::error_code error;
  const auto parsed = boost::json::parse(text, error);
  if (error || !parsed.is_array()) return "its changes cannot be read";
  for (const auto& change : parsed.get_array()) {
    const auto* object = change.if_object();
    if (object == nullptr || !object->contains("table") || !object->contains("id") || !object->contains("after")) {
      return "its changes cannot be read";
    }
    auto& row = rows.tables[std::string(object->at("table").as_string())][object->at("id").as_int64()];
    if (const auto* before = object->if_contains("before")) {
      for (const auto& [column, value] : before->as_object()) {
        const auto known = row.find(std::string_view(column));
        const bool fits = known == row.end() ? value.is_null() : known->second == value;
        if (!fits) {
          return "the old value it names for " + std::string(column) + " is not the one of the entries before";
        }
      }
    }
    for (const auto& [column, value] : object->at("after").as_object()) row[std::string(column)] = value;
  }
  return std::nullopt;
}

}  // namespace

ReplayedRows replay_audit_trail(store::Session& session, VerificationReport& report, const Progress& progress) {
  ReplayedRows rows;
  const auto total = static_cast<std::size_t>(session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM audit_events"));
  std::string previous_hash(store::first_previous_hash);
  std::int64_t sequence = 0;
  while (true) {
    const auto records =
        session.select("SELECT * FROM audit_events WHERE sequence > :sequence ORDER BY sequence LIMIT :limit",
                       {sequence, entries_at_a_time});
    if (records.empty()) break;
    for (const auto& record : records) {
      const auto fields = fields_of(record);
      const auto complain = [&](const std::string& what) {
        report.first_discrepancy = Discrepancy{entry_name(fields.sequence), what};
      };
      if (fields.sequence != sequence + 1) {
        complain("the entry before it, number " + std::to_string(sequence + 1) + ", is missing");
        return rows;
      }
      if (fields.previous_hash != previous_hash) {
        complain("it does not continue the entry before it");
        return rows;
      }
      if (store::audit_event_hash(fields) != record.text("hash")) {
        complain("its content does not fit its hash: it was changed after it was written");
        return rows;
      }
      if (const auto problem = apply_changes(fields.changes, rows)) {
        complain(*problem);
        return rows;
      }
      sequence = fields.sequence;
      previous_hash = record.text("hash");
      ++report.audit_entries;
    }
    progress("audit trail", static_cast<std::size_t>(report.audit_entries), total);
  }
  return rows;
}

void compare_rows(store::Session& session, const ReplayedRows& rows, VerificationReport& report,
                  const std::function<bool(const RowDifference&)>& visit) {
  for (const auto& table : store::journaled_tables()) {
    const auto replayed = rows.tables.find(table.name);
    std::set<std::int64_t> present;
    for (const auto& record : session.select("SELECT * FROM " + table.name + " ORDER BY id")) {
      const auto id = record.integer("id");
      present.insert(id);
      ++report.rows;
      const ReplayedRows::Columns* expected = nullptr;
      if (replayed != rows.tables.end()) {
        if (const auto row = replayed->second.find(id); row != replayed->second.end()) expected = &row->second;
      }
      if (expected == nullptr) {
        if (!visit({table.name, id, "", std::nullopt, false, true})) return;
        continue;
      }
      for (std::size_t i = 0; i < record.names().size(); ++i) {
        const auto& column = record.names()[i];
        const auto known = expected->find(column);
        const auto value = store::journal_value(table.name, column, record.values()[i]);
        // A column that came with a newer program is empty in the rows that were there before.
        const auto wanted = known == expected->end() ? boost::json::value(nullptr) : known->second;
        if (value == wanted) continue;
        if (!visit({table.name, id, column, wanted, false, false})) return;
      }
    }
    if (replayed == rows.tables.end()) continue;
    for (const auto& [id, columns] : replayed->second) {
      if (present.contains(id)) continue;
      if (!visit({table.name, id, "", std::nullopt, true, false})) return;
    }
  }
}

}  // namespace provost::workflows::integrity
