#include "workflows/store/write_transaction.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "workflows/errors.hpp"
#include "workflows/store/journal.hpp"

namespace provost::workflows::store {

namespace {

std::string insert_statement(std::string_view table, const Row& row) {
  std::string names, places;
  for (const auto& column : row) {
    names += (names.empty() ? "" : ", ") + column.name;
    places += (places.empty() ? ":" : ", :") + column.name;
  }
  return "INSERT INTO " + std::string(table) + " (" + names + ") VALUES (" + places + ")";
}

}  // namespace

WriteTransaction::WriteTransaction(Database& database, const Clock& clock)
    : now_(clock.now()), borrowed_(database.begin(database.is_postgresql() ? "BEGIN" : "BEGIN IMMEDIATE")) {
  if (!database.is_postgresql()) return;
  // PostgreSQL would let two writers build on the same audit entry: one lock gives both databases the same order.
  try {
    session().execute_directly("SELECT pg_advisory_xact_lock(7305202)");
  } catch (const std::exception&) {
    roll_back();
    throw;
  }
}

WriteTransaction::~WriteTransaction() {
  if (!done_) roll_back();
}

void WriteTransaction::roll_back() noexcept {
  try {
    session().execute_directly("ROLLBACK");
  } catch (const std::exception&) {
    // The error that led here is the one worth telling; a broken connection rolls back by itself.
  }
}

std::int64_t WriteTransaction::next_id(std::string_view table) {
  auto last = last_ids_.find(table);
  if (last == last_ids_.end()) {
    // Rows of journaled tables are never deleted, so the highest id is the last one given.
    const auto highest = session().number("SELECT COALESCE(MAX(id), 0) AS highest FROM " + std::string(table));
    last = last_ids_.emplace(std::string(table), highest).first;
  }
  return last->second + 1;
}

std::int64_t WriteTransaction::insert(std::string_view table, Row row) {
  const auto id = next_id(table);
  last_ids_.find(table)->second = id;
  row.insert(row.begin(), Column{"id", id});

  auto statement = insert_statements_.find(table);
  if (statement == insert_statements_.end()) {
    statement = insert_statements_.emplace(std::string(table), insert_statement(table, row)).first;
  }
  std::vector<Value> values;
  values.reserve(row.size());
  boost::json::object after;
  for (auto& column : row) {
    after[column.name] = journal_value(table, column.name, column.value);
    values.push_back(std::move(column.value));
  }
  session().execute(statement->second, std::move(values));
  changes_.push_back(boost::json::object{{"table", table}, {"id", id}, {"after", std::move(after)}});
  return id;
}

void WriteTransaction::update(std::string_view table, std::int64_t id, const Row& columns) {
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ", ") + column.name;
  const auto present =
      session().first("SELECT " + names + " FROM " + std::string(table) + " WHERE id = :id", {Value{id}});
  if (!present) throw std::logic_error("no row " + std::to_string(id) + " in " + std::string(table));

  boost::json::object before, after;
  std::string assignments;
  std::vector<Value> values;
  for (const auto& column : columns) {
    if (present->value(column.name) == column.value) continue;
    before[column.name] = journal_value(table, column.name, present->value(column.name));
    after[column.name] = journal_value(table, column.name, column.value);
    assignments += (assignments.empty() ? "" : ", ") + column.name + " = :" + column.name;
    values.push_back(column.value);
  }
  if (values.empty()) return;
  values.emplace_back(id);
  session().execute("UPDATE " + std::string(table) + " SET " + assignments + " WHERE id = :id", std::move(values));
  changes_.push_back(
      boost::json::object{{"table", table}, {"id", id}, {"before", std::move(before)}, {"after", std::move(after)}});
}

void WriteTransaction::read_audit_head() {
  if (audit_head_known_) return;
  const auto head = session().first("SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1");
  audit_sequence_ = head ? head->integer("sequence") : 0;
  audit_hash_ = head ? head->text("hash") : std::string(first_previous_hash);
  audit_head_known_ = true;
}

std::int64_t WriteTransaction::audit_sequence() {
  read_audit_head();
  return audit_sequence_;
}

const std::string& WriteTransaction::audit_hash() {
  read_audit_head();
  return audit_hash_;
}

void WriteTransaction::note_effect(const std::string& claim, const std::string& subject) {
  if (effect_noted_) return;
  const auto request = session().first("SELECT state FROM repeatable_requests WHERE claim = :claim", {claim});
  if (!request) throw Conflict("Another server took this request over. Please send it again.");
  if (request->text("state") == "begun") {
    session().execute("UPDATE repeatable_requests SET state = 'done', subject = :subject WHERE claim = :claim",
                      {subject, claim});
  }
  effect_noted_ = true;
}

void WriteTransaction::record(const AuditActor& actor, AuditEntry entry) {
  if (!actor.claim.empty()) note_effect(actor.claim, entry.subject);
  read_audit_head();
  AuditEventFields fields{audit_sequence_ + 1,
                          to_text(now_),
                          actor.email,
                          actor.name,
                          actor.channel,
                          std::move(entry.action),
                          std::move(entry.subject),
                          boost::json::serialize(entry.details),
                          boost::json::serialize(changes_),
                          audit_hash_};
  auto hash = audit_event_hash(fields);
  session().execute(
      "INSERT INTO audit_events (sequence, at, actor, actor_name, channel, action, subject, details, changes,"
      " previous_hash, hash) VALUES (:sequence, :at, :actor, :actor_name, :channel, :action, :subject, :details,"
      " :changes, :previous_hash, :hash)",
      {fields.sequence, std::move(fields.at), std::move(fields.actor), std::move(fields.actor_name),
       std::move(fields.channel), std::move(fields.action), std::move(fields.subject), std::move(fields.details),
       std::move(fields.changes), std::move(fields.previous_hash), hash});
  changes_.clear();
  audit_sequence_ = fields.sequence;
  audit_hash_ = std::move(hash);
}

void WriteTransaction::after_commit(std::function<void()> action) {
  after_commit_.push_back(std::move(action));
}

void WriteTransaction::commit() {
  if (!changes_.empty()) throw std::logic_error("a change has no audit entry");
  session().execute_directly("COMMIT");
  done_ = true;
  for (const auto& action : after_commit_) {
    try {
      action();
    } catch (const std::exception&) {
      // The commit stands; what a follow-up missed is made up for at the next start or read.
    }
  }
}

}  // namespace provost::workflows::store
