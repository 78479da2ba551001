#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "workflows/cases/case_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence {

namespace {

namespace json = boost::json;

constexpr std::int64_t most_rows = 1000;

std::vector<std::string> records_in(const json::value* table) {
  std::vector<std::string> keys;
  if (table == nullptr || !table->is_array()) return keys;
  for (const auto& row : table->get_array()) {
    const auto* key = row.is_object() ? row.get_object().if_contains("record") : nullptr;
    if (key != nullptr && key->is_string()) keys.emplace_back(key->get_string());
  }
  return keys;
}

/// What the holds in force keep, each with the key of a hold.
struct Holds {
  std::string everything;                                ///< key of a hold on everything
  std::map<std::string, std::string, std::less<>> keys;  ///< record, hold

  std::string on(std::string_view record) const {
    if (!everything.empty()) return everything;
    const auto found = keys.find(record);
    return found == keys.end() ? "" : found->second;
  }
};

Holds holds_in_force(store::Session& session) {
  Holds holds;
  for (const auto& record :
       session.select("SELECT case_key, fields FROM cases WHERE workflow = :workflow AND final = 0 ORDER BY id",
                      {std::string(hold_workflow)})) {
    const auto parsed = json::parse(record.text("fields"));
    const auto& fields = parsed.as_object();
    const auto key = record.text("case_key");
    if (const auto* all = fields.if_contains("everything"); all != nullptr && all->is_bool() && all->get_bool()) {
      holds.everything = key;
    }
    for (auto& held : records_in(fields.if_contains("records"))) holds.keys.emplace(std::move(held), key);
  }
  return holds;
}

/// Why one record cannot go; empty: it can.
std::string problem_of(store::Session& session, const Holds& holds, const std::string& key, Day today) {
  const auto name = shortened(key, 40);
  const auto one = cases::find_case(session, key);
  if (!one || one->workflow != workflow_name) return "There is no evidence " + name + ".";
  const auto piece = session.first("SELECT state, keep_until FROM evidence_pieces WHERE case_id = :case_id", {one->id});
  if (!piece || one->fields.contains("disposed_by")) return name + " was disposed of already.";
  if (!one->final) return name + " is still in use.";
  const auto keep_until = parse_day(piece->text("keep_until"));
  if (!keep_until) return name + " is to be kept for good: it has no “keep until”.";
  if (*keep_until >= today) return name + " is to be kept until " + workflows::to_text(*keep_until) + ".";
  if (const auto hold = holds.on(key); !hold.empty()) return name + " is held by " + hold + ".";
  return "";
}

}  // namespace

json::array due_for_disposal(store::Session& session, Day today) {
  const auto holds = holds_in_force(session);
  json::array rows;
  for (const auto& record : session.select(
           "SELECT c.case_key, c.title, e.keep_until FROM evidence_pieces e JOIN cases c ON c.id = e.case_id WHERE"
           " e.state IN ('replaced', 'retired') AND e.keep_until <> '' AND e.keep_until < :today ORDER BY c.id LIMIT"
           " :most",
           {workflows::to_text(today), most_rows})) {
    const auto key = record.text("case_key");
    if (!holds.on(key).empty()) continue;
    rows.push_back(
        json::object{{"record", key}, {"title", record.text("title")}, {"keep_until", record.text("keep_until")}});
  }
  return rows;
}

std::vector<std::string> disposal_problems(store::Session& session, const json::object& fields, Day today) {
  const auto holds = holds_in_force(session);
  std::vector<std::string> problems;
  std::set<std::string> seen;
  for (const auto& key : records_in(fields.if_contains("records"))) {
    if (!seen.insert(key).second) {
      problems.push_back(shortened(key, 40) + " is in the list twice.");
    } else if (auto problem = problem_of(session, holds, key, today); !problem.empty()) {
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

void dispose(store::WriteTransaction& transaction, const json::array& records, const std::string& by,
             const store::AuditActor& actor) {
  auto& session = transaction.session();
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  const json::object fields{{"records", records}};
  if (auto problems = disposal_problems(session, fields, today); !problems.empty()) {
    throw Conflict("Not everything may be disposed of.", std::move(problems));
  }
  for (const auto& key : records_in(fields.if_contains("records"))) {
    auto one = *cases::find_case(session, key);
    json::array files;
    for (const auto& attachment : cases::attachments_of(session, one.id)) {
      files.push_back(
          json::object{{"file", attachment.file_name}, {"size", attachment.size}, {"sha256", attachment.sha256}});
      cases::remove_attachment(transaction, attachment.id, "Disposed of by " + by);
      session.execute(
          "INSERT INTO disposed_files (content_sha256) VALUES (:sha256) ON CONFLICT (content_sha256) DO"
          " NOTHING",
          {attachment.sha256});
    }
    cases::HistoryEntry entry;
    entry.at = transaction.now();
    entry.actor = actor.email;
    entry.actor_name = actor.name;
    entry.event = "dispose";
    entry.title = "Disposed of";
    entry.from_state = entry.to_state = one.state;
    entry.comment = "By " + by + ".";
    entry.automatic = true;
    entry.changes = json::object{{"disposed_by", by}, {"files", files}};
    cases::append_history(transaction, one.id, std::move(entry));
    one.fields["disposed_by"] = by;
    cases::update_case(transaction, one);
    transaction.record(actor, {"evidence.disposed", one.key, {{"by", by}, {"files", std::move(files)}}});
  }
}

void remove_disposed_files(store::Database& database, const Clock& clock, const cases::AttachmentFiles& files) {
  const auto waiting = [](store::Session& session) {
    return session.select("SELECT content_sha256 FROM disposed_files ORDER BY content_sha256 LIMIT 1000");
  };
  {
    const store::ReadSnapshot snapshot(database);
    if (waiting(snapshot.session()).empty()) return;
  }
  // With the database locked nobody attaches the same content meanwhile.
  store::WriteTransaction transaction(database, clock);
  auto& session = transaction.session();
  for (const auto& record : waiting(session)) {
    const auto sha256 = record.text("content_sha256");
    const auto attached = session.number(
        "SELECT COUNT(*) AS n FROM case_attachments WHERE content_sha256 = :sha256 AND removed_at IS NULL", {sha256});
    if (attached == 0) files.remove(sha256);
    session.execute("DELETE FROM disposed_files WHERE content_sha256 = :sha256", {sha256});
  }
  transaction.commit();
}

}  // namespace provost::workflows::evidence
