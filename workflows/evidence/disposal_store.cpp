#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "workflows/cases/case_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence {

namespace {

namespace json = boost::json;

/// More could not be looked through in a form.
constexpr std::size_t most_rows = 300;

struct NamedRecord {
  std::string key;
  std::string title;  ///< as the row says it
};

std::string text_of(const json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  return value != nullptr && value->is_string() ? trimmed(value->get_string()) : "";
}

/// Keys are typed by people: blanks around them and small letters do not make another record.
std::vector<NamedRecord> records_in(const json::value* table) {
  std::vector<NamedRecord> records;
  if (table == nullptr || !table->is_array()) return records;
  for (const auto& row : table->get_array()) {
    if (!row.is_object()) continue;
    records.push_back({in_capitals(text_of(row.get_object(), "record")), text_of(row.get_object(), "title")});
  }
  return records;
}

bool holds_everything(const json::object& fields) {
  const auto* all = fields.if_contains("everything");
  return all != nullptr && all->is_bool() && all->get_bool();
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
    if (holds_everything(fields)) holds.everything = key;
    for (auto& held : records_in(fields.if_contains("records"))) holds.keys.emplace(std::move(held.key), key);
  }
  return holds;
}

/// A case that is not finished and leads to the record, or to which the record leads.
std::string open_case_beside(store::Session& session, std::int64_t case_id, const std::string& key) {
  const auto found = session.first(
      "SELECT c.case_key FROM case_links l JOIN cases c ON c.case_key = l.target WHERE l.case_id = :case_id AND l.kind "
      "="
      " 'case' AND l.removed_at IS NULL AND c.final = 0 UNION SELECT c.case_key FROM case_links l JOIN cases c ON c.id "
      "="
      " l.case_id WHERE l.kind = 'case' AND l.target = :key AND l.removed_at IS NULL AND c.final = 0 LIMIT 1",
      {case_id, key});
  return found ? found->text("case_key") : "";
}

/// Why one record cannot go; empty: it can.
std::string problem_of(store::Session& session, const Holds& holds, const NamedRecord& record, Day today) {
  const auto name = shortened(record.key, 40);
  const auto one = cases::find_case(session, record.key);
  if (!one || one->workflow != workflow_name) return "There is no evidence " + name + ".";
  const auto piece = session.first("SELECT keep_until FROM evidence_pieces WHERE case_id = :case_id", {one->id});
  if (!piece || one->fields.contains("disposed_by")) return name + " was disposed of already.";
  if (!one->final) return name + " is still in use.";
  if (trimmed(one->title) != record.title) return name + " is called “" + one->title + "”, not as the list says.";
  const auto keep_until = parse_day(piece->text("keep_until"));
  if (keep_until && *keep_until >= today) {
    return name + " is to be kept until " + workflows::to_text(*keep_until) + ".";
  }
  if (const auto hold = holds.on(record.key); !hold.empty()) return name + " is held by " + hold + ".";
  if (!open_case_beside(session, one->id, record.key).empty())
    return name + " is evidence for a case that is still open.";
  return "";
}

}  // namespace

json::array due_for_disposal(store::Session& session, Day today) {
  const auto holds = holds_in_force(session);
  json::array rows;
  for (const auto& record : session.select(
           "SELECT c.case_key, c.title, e.keep_until FROM evidence_pieces e JOIN cases c ON c.id = e.case_id WHERE"
           " e.state IN ('replaced', 'retired') AND e.keep_until <> '' AND e.keep_until < :today ORDER BY c.id",
           {workflows::to_text(today)})) {
    const auto key = record.text("case_key");
    if (!problem_of(session, holds, {key, trimmed(record.text("title"))}, today).empty()) continue;
    rows.push_back(
        json::object{{"record", key}, {"title", record.text("title")}, {"keep_until", record.text("keep_until")}});
    if (rows.size() == most_rows) break;
  }
  return rows;
}

std::vector<std::string> disposal_problems(store::Session& session, const json::object& fields, Day today) {
  const auto holds = holds_in_force(session);
  std::vector<std::string> problems;
  std::set<std::string> seen;
  for (const auto& record : records_in(fields.if_contains("records"))) {
    if (!seen.insert(record.key).second) {
      problems.push_back(shortened(record.key, 40) + " is in the list twice.");
    } else if (auto problem = problem_of(session, holds, record, today); !problem.empty()) {
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

std::vector<std::string> hold_problems(store::Session& session, const json::object& fields) {
  const auto held = records_in(fields.if_contains("records"));
  if (held.empty() && !holds_everything(fields)) {
    return {"Say that everything is held, or name the evidence that is held."};
  }
  std::vector<std::string> problems;
  for (const auto& record : held) {
    const auto one = cases::find_case(session, record.key);
    if (!one || one->workflow != workflow_name) {
      problems.push_back("There is no evidence " + shortened(record.key, 40) + ".");
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
  for (const auto& named : records_in(fields.if_contains("records"))) {
    auto one = *cases::find_case(session, named.key);
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
    transaction.record(actor, {"case.disposed", one.key, {{"by", by}, {"files", std::move(files)}}});
  }
}

void forget_file(store::Database& database, const Clock& clock, const std::string& sha256) {
  store::WriteTransaction transaction(database, clock);
  transaction.session().execute(
      "INSERT INTO disposed_files (content_sha256) VALUES (:sha256) ON CONFLICT (content_sha256) DO NOTHING", {sha256});
  transaction.commit();
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
