#include <boost/json.hpp>
#include <map>
#include <set>
#include <tuple>

#include "workflows/evidence/evidence.hpp"
#include "workflows/evidence/evidence_pieces.hpp"

namespace provost::workflows::evidence {

namespace {

namespace json = boost::json;

/// Empty texts where nothing is said: they sort alike on both databases.
struct Piece {
  std::string state, clause, effective_on, valid_until, keep_until;
  bool operator==(const Piece&) const = default;
};

std::string text_in(const json::object& fields, std::string_view name) {
  const auto* value = fields.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

Piece piece_of(const std::string& state, const json::object& fields) {
  // What was disposed of keeps the state of its workflow, but is no evidence any more.
  return {fields.contains("disposed_by") ? "disposed" : state, text_in(fields, "clause"),
          text_in(fields, "effective_on"), text_in(fields, "valid_until"), text_in(fields, "keep_until")};
}

void put(store::Session& session, std::int64_t case_id, const Piece& piece) {
  session.execute(
      "INSERT INTO evidence_pieces (case_id, state, clause, effective_on, valid_until, keep_until) VALUES (:case_id,"
      " :state, :clause, :effective_on, :valid_until, :keep_until) ON CONFLICT (case_id) DO UPDATE SET state ="
      " excluded.state, clause = excluded.clause, effective_on = excluded.effective_on, valid_until ="
      " excluded.valid_until, keep_until = excluded.keep_until",
      {case_id, piece.state, piece.clause, piece.effective_on, piece.valid_until, piece.keep_until});
}

std::map<std::int64_t, Piece> pieces_of_cases(store::Session& session) {
  std::map<std::int64_t, Piece> pieces;
  for (const auto& record :
       session.select("SELECT id, state, fields FROM cases WHERE workflow = :workflow", {std::string(workflow_name)})) {
    pieces.emplace(record.integer("id"),
                   piece_of(record.text("state"), json::parse(record.text("fields")).as_object()));
  }
  return pieces;
}

/// The clauses that the piece leads to, by its field and by its links.
std::set<std::string> clauses_of(store::Session& session, std::int64_t case_id, const std::string& field) {
  std::set<std::string> clauses;
  if (!field.empty()) clauses.insert(field);
  for (const auto& record : session.select(
           "SELECT target FROM case_links WHERE case_id = :case_id AND kind = 'clause' AND removed_at IS NULL",
           {case_id})) {
    clauses.insert(record.text("target"));
  }
  return clauses;
}

void put_clauses(store::Session& session, std::int64_t case_id, const Piece& piece) {
  session.execute("DELETE FROM evidence_clauses WHERE case_id = :case_id", {case_id});
  for (const auto& clause : clauses_of(session, case_id, piece.clause)) {
    session.execute("INSERT INTO evidence_clauses (case_id, clause, state) VALUES (:case_id, :clause, :state)",
                    {case_id, clause, piece.state});
  }
}

/// Each piece with each clause: case, clause, state.
using ClauseRows = std::set<std::tuple<std::int64_t, std::string, std::string>>;

ClauseRows clause_rows_of(store::Session& session, const std::map<std::int64_t, Piece>& pieces) {
  ClauseRows rows;
  for (const auto& [case_id, piece] : pieces) {
    if (!piece.clause.empty()) rows.emplace(case_id, piece.clause, piece.state);
  }
  for (const auto& record : session.select(
           "SELECT l.case_id, l.target FROM case_links l JOIN cases c ON c.id = l.case_id WHERE c.workflow = :workflow"
           " AND l.kind = 'clause' AND l.removed_at IS NULL",
           {std::string(workflow_name)})) {
    const auto case_id = record.integer("case_id");
    rows.emplace(case_id, record.text("target"), pieces.at(case_id).state);
  }
  return rows;
}

}  // namespace

void note_links(store::Session& session, std::int64_t case_id) {
  const auto present = session.first("SELECT state, clause FROM evidence_pieces WHERE case_id = :case_id", {case_id});
  if (present) put_clauses(session, case_id, {present->text("state"), present->text("clause"), {}, {}, {}});
}

void note_piece(store::Session& session, const cases::Case& one) {
  if (one.workflow != workflow_name) return;
  const auto piece = piece_of(one.state, one.fields);
  put(session, one.id, piece);
  put_clauses(session, one.id, piece);
}

void note_pieces_anew(store::Session& session) {
  session.execute("DELETE FROM evidence_pieces");
  session.execute("DELETE FROM evidence_clauses");
  for (const auto& [case_id, piece] : pieces_of_cases(session)) {
    put(session, case_id, piece);
    put_clauses(session, case_id, piece);
  }
}

void note_pieces_after_upgrade(store::Database& database, const Clock& clock) {
  store::WriteTransaction transaction(database, clock);
  if (pieces_fit(transaction.session())) return;
  note_pieces_anew(transaction.session());
  transaction.commit();
}

bool pieces_fit(store::Session& session) {
  std::map<std::int64_t, Piece> present;
  for (const auto& record :
       session.select("SELECT case_id, state, clause, effective_on, valid_until, keep_until FROM evidence_pieces")) {
    present.emplace(record.integer("case_id"),
                    Piece{record.text("state"), record.text("clause"), record.text("effective_on"),
                          record.text("valid_until"), record.text("keep_until")});
  }
  const auto pieces = pieces_of_cases(session);
  if (present != pieces) return false;
  ClauseRows rows;
  for (const auto& record : session.select("SELECT case_id, clause, state FROM evidence_clauses")) {
    rows.emplace(record.integer("case_id"), record.text("clause"), record.text("state"));
  }
  return rows == clause_rows_of(session, pieces);
}

}  // namespace provost::workflows::evidence
