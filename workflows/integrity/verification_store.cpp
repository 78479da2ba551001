#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "docs_repo/signatures/ssh_signature.hpp"
#include "docs_repo/store/integrity.hpp"
#include "workflows/cases/case_counts.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_files.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/reference_keeper.hpp"
#include "workflows/documents/search_index.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/evidence_pieces.hpp"
#include "workflows/hashing.hpp"
#include "workflows/hex.hpp"
#include "workflows/integrity/trail_replay.hpp"
#include "workflows/integrity/verification.hpp"
#include "workflows/store/schema.hpp"

namespace provost::workflows::integrity {

namespace {

using docs_repo::DocumentRepository;
using docs_repo::ObjectId;

class Verifier {
 public:
  Verifier(store::Database& database, const DocumentRepository& repository, const cases::WorkflowCatalogue& catalogue,
           const Progress& progress)
      : database_(database), repository_(repository), catalogue_(catalogue), progress_(progress) {}

  VerificationReport run() {
    const store::ReadSnapshot snapshot(database_);
    auto& session = snapshot.session();
    if (!database_.is_postgresql()) check_sqlite_file(session);
    if (fits()) check_rows(session);
    if (fits()) check_repository_objects();
    if (fits()) check_references(session);
    if (fits()) check_versions(session);
    if (fits()) check_signatures(session);
    if (fits()) check_published_tree(session);
    if (fits()) check_search(session);
    if (fits()) check_counts(session);
    return report_;
  }

 private:
  bool fits() const { return !report_.first_discrepancy; }
  void complain(std::string where, std::string what) {
    if (fits()) report_.first_discrepancy = Discrepancy{std::move(where), std::move(what)};
  }

  void check_sqlite_file(store::Session& session) {
    const auto answer = session.first("PRAGMA integrity_check(1)");
    if (!answer || answer->values().empty()) return complain("database file", "it cannot be checked");
    const auto* text = std::get_if<std::string>(&answer->values().front());
    if (text == nullptr || *text != "ok") complain("database file", text == nullptr ? "it is damaged" : *text);
  }

  void check_rows(store::Session& session) {
    const auto rows = replay_audit_trail(session, report_, progress_);
    if (!fits()) return;
    progress_("database", 0, 1);
    compare_rows(session, rows, report_, [this](const RowDifference& difference) {
      const auto where = "table " + difference.table + ", row " + std::to_string(difference.id) +
                         (difference.column.empty() ? "" : ", column " + difference.column);
      complain(where, difference.row_missing   ? "the row is missing; the audit trail tells of it"
                      : difference.row_unknown ? "the audit trail knows nothing of this row"
                                               : "its value is not the one in the audit trail");
      return false;
    });
    progress_("database", 1, 1);
  }

  void check_repository_objects() {
    const auto problem = docs_repo::first_problem(
        repository_, [this](std::size_t done, std::size_t total) { progress_("repository", done, total); });
    if (problem) complain("repository: " + problem->where, problem->what);
  }

  void check_references(store::Session& session) {
    std::set<std::string> names;
    for (const auto& record : session.select("SELECT name FROM git_references")) names.insert(record.text("name"));
    for (const auto& [name, commit] : repository_.references()) names.insert(name);
    for (const auto& name : names) {
      if (const auto problem = reference_problem(name)) return complain("repository reference " + name, *problem);
    }
  }

  /// Looked up afresh: beside a running server a reference may have moved on since this walk began.
  std::optional<std::string> reference_problem(const std::string& name) {
    const store::ReadSnapshot snapshot(database_);
    const auto recorded = documents::ReferenceKeeper::present(snapshot.session(), name);
    const auto present = repository_.reference(name);
    if (!recorded) return "the database knows nothing of it";
    if (present && *present == *recorded) return std::nullopt;
    const bool pending =
        snapshot.session().number("SELECT COUNT(*) AS n FROM pending_references WHERE name = :name", {name}) > 0;
    // A crash between a commit and the move leaves the reference behind, never elsewhere.
    if (pending && (!present || repository_.is_ancestor(*present, *recorded))) return std::nullopt;
    return present ? "it points to another commit than the database says" : "it is missing";
  }

  void check_versions(store::Session& session) {
    const auto records = session.select(
        "SELECT v.id, v.document_id, d.number FROM document_versions v JOIN documents d ON d.id ="
        " v.document_id ORDER BY v.id");
    for (const auto& record : records) {
      const auto version = *documents::find_version(session, record.integer("id"));
      const auto where = record.text("number") + " version " + documents::to_text(version.label);
      Sha256 digest;
      repository_.read_blob_in_pieces(ObjectId{version.blob_id},
                                      [&digest](std::string_view piece) { digest.add(piece); });
      if (digest.hex() != version.content_sha256) return complain(where, "its content does not fit its SHA-256");
      const auto path = documents::content_path(record.text("number"), version);
      const auto committed = repository_.entry(ObjectId{version.commit_id}, path);
      if (!committed || committed->hex != version.blob_id) {
        return complain(where, "its commit does not hold its content");
      }
      ++report_.versions;
      if (report_.versions % 100 == 0)
        progress_("contents", static_cast<std::size_t>(report_.versions), records.size());
    }
  }

  void check_signatures(store::Session& session) {
    for (const auto& record :
         session.select("SELECT s.*, k.public_key AS key_text, p.email AS email, v.title AS title, d.number AS number"
                        " FROM sign_offs s JOIN document_versions v ON v.id = s.version_id JOIN documents d ON d.id ="
                        " v.document_id JOIN people p ON p.id = s.person_id LEFT JOIN signing_keys k ON k.id ="
                        " s.signing_key_id WHERE s.decision <> 'pending' AND s.commit_id <> '' ORDER BY s.id")) {
      const auto where = "answer of " + record.text("printed_name") + " for " + record.text("number");
      const auto commit = repository_.commit_details(ObjectId{record.text("commit_id")});
      if (commit.message.find("Statement-SHA256: " + sha256_hex(record.text("statement"))) == std::string::npos) {
        return complain(where, "its commit does not hold the statement that was signed");
      }
      if (record.text("statement").find("Content SHA-256: " + record.text("content_sha256")) == std::string::npos) {
        return complain(where, "its statement names other content");
      }
      if (record.is_null("key_text")) {
        if (record.text("decision") == "approved") return complain(where, "an approval without a signature");
        continue;
      }
      if (!docs_repo::verify_ssh_signature(commit.signature, commit.signed_payload,
                                           from_hex(record.text("key_text")))) {
        return complain(where, "its signature is not valid for that person's key");
      }
      ++report_.signatures;
    }
  }

  void check_published_tree(store::Session& session) {
    const auto published = documents::ReferenceKeeper::present(session, documents::published_reference);
    std::map<std::string, std::string> expected;
    for (const auto& record : session.select("SELECT d.number, v.id FROM documents d JOIN document_versions v ON v.id ="
                                             " d.effective_version_id")) {
      const auto version = *documents::find_version(session, record.integer("id"));
      expected[documents::content_path(record.text("number"), version)] = version.blob_id;
    }
    if (!published) {
      if (!expected.empty()) complain("published documents", "nothing was ever published");
      return;
    }
    for (const auto& entry : repository_.entries(*published, "documents")) {
      if (entry.path.ends_with("/document.yaml")) continue;
      const auto found = expected.find(entry.path);
      if (found == expected.end() || found->second != entry.blob.hex) {
        return complain("published documents: " + entry.path, "it is not the effective version");
      }
      expected.erase(found);
    }
    if (!expected.empty()) complain("published documents: " + expected.begin()->first, "it is missing");
  }

  void check_counts(store::Session& session) {
    if (!cases::counts_fit(session)) {
      complain("counts of cases", "they are not those of the cases themselves; run `provost rebuild`");
    }
    if (!evidence::pieces_fit(session)) {
      complain("register of evidence", "it is not what the cases say; run `provost rebuild`");
    }
    if (!cases::exclusions_fit(session, catalogue_)) {
      complain("people kept out of cases", "they are not those that the cases name; run `provost rebuild`");
    }
  }

  void check_search(store::Session& session) {
    const auto count = [&session](const char* sql) { return session.number(sql); };
    const auto effective =
        count("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM documents WHERE effective_version_id IS NOT NULL");
    if (count("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM search_entries") != effective) {
      return complain("search table", "it does not list every effective document; run `provost rebuild`");
    }
    for (const auto& record : session.select(
             "SELECT d.id, d.number, d.effective_version_id FROM documents d WHERE d.effective_version_id IS NOT NULL"
             " ORDER BY d.id")) {
      const auto entry =
          session.first("SELECT number, body FROM search_entries WHERE rowid = :id", {record.integer("id")});
      const auto version = documents::find_version(session, record.integer("effective_version_id"));
      if (!entry || entry->text("number") != record.text("number") ||
          entry->text("body") != documents::text_for_reading(repository_, session, *version)) {
        return complain("search table, " + record.text("number"),
                        "its text is not the effective one; run `provost rebuild`");
      }
    }
  }

  store::Database& database_;
  const DocumentRepository& repository_;
  const cases::WorkflowCatalogue& catalogue_;
  const Progress& progress_;
  VerificationReport report_;
};

store::Value as_value(const boost::json::value& value) {
  if (value.is_null()) return nullptr;
  if (value.is_int64()) return value.get_int64();
  return std::string(value.as_string());
}

std::int64_t restore_rows(store::Session& session, const ReplayedRows& rows) {
  std::vector<RowDifference> differences;
  VerificationReport ignored;
  compare_rows(session, rows, ignored, [&differences](const RowDifference& difference) {
    differences.push_back(difference);
    return true;
  });
  std::int64_t restored = 0;
  for (const auto& difference : differences) {
    if (difference.row_unknown) {
      session.execute("DELETE FROM " + difference.table + " WHERE id = :id", {difference.id});
      ++restored;
      continue;
    }
    if (difference.row_missing) {
      std::string names, places;
      std::vector<store::Value> values;
      for (const auto& [column, value] : rows.tables.at(difference.table).at(difference.id)) {
        names += (names.empty() ? "" : ", ") + column;
        places += (places.empty() ? ":" : ", :") + column;
        values.push_back(as_value(value));
      }
      session.execute("INSERT INTO " + difference.table + " (" + names + ") VALUES (" + places + ")",
                      std::move(values));
      ++restored;
      continue;
    }
    const auto& tables = store::journaled_tables();
    const auto table =
        std::find_if(tables.begin(), tables.end(), [&](const auto& known) { return known.name == difference.table; });
    const auto& secrets = table->secret_columns;
    if (std::find(secrets.begin(), secrets.end(), difference.column) != secrets.end()) continue;
    session.execute("UPDATE " + difference.table + " SET " + difference.column + " = :value WHERE id = :id",
                    {as_value(*difference.expected), difference.id});
    ++restored;
  }
  return restored;
}

}  // namespace

VerificationReport verify(store::Database& database, const DocumentRepository& repository,
                          const cases::WorkflowCatalogue& catalogue, const Progress& progress) {
  try {
    return Verifier(database, repository, catalogue, progress).run();
  } catch (const docs_repo::RepositoryError& error) {
    VerificationReport report;
    report.first_discrepancy = Discrepancy{"repository", error.what()};
    return report;
  }
}

RebuildReport rebuild(store::Database& database, const DocumentRepository& repository,
                      const cases::WorkflowCatalogue& catalogue, const Clock& clock, const Progress& progress) {
  RebuildReport report;
  store::WriteTransaction transaction(database, clock);
  auto& session = transaction.session();
  VerificationReport walked;
  const auto rows = replay_audit_trail(session, walked, progress);
  if (walked.first_discrepancy) {
    throw Unusable("The audit trail is broken at " + walked.first_discrepancy->where + ": " +
                   walked.first_discrepancy->what + ". Restore the latest backup.");
  }
  if (database.is_postgresql()) session.execute_directly("SET CONSTRAINTS ALL DEFERRED");
  if (!database.is_postgresql()) session.execute_directly("PRAGMA defer_foreign_keys = ON");
  report.restored_rows = restore_rows(session, rows);

  session.execute("DELETE FROM document_people");
  cases::count_cases_anew(session);
  cases::keep_out_anew(session, catalogue);
  evidence::note_pieces_anew(session);
  documents::clear_search_entries(session);
  const auto numbers = session.select("SELECT number FROM documents ORDER BY id");
  for (const auto& record : numbers) {
    const auto document = *documents::find_document(session, record.text("number"));
    documents::refresh_document_people(transaction, document);
    if (document.effective_version_id) {
      const auto version = documents::find_version(session, *document.effective_version_id);
      documents::put_search_entry(session, document.id, document.number, document.title,
                                  documents::text_for_reading(repository, session, *version));
      ++report.search_entries;
    }
    ++report.documents;
    progress("documents", static_cast<std::size_t>(report.documents), numbers.size());
  }
  transaction.record({"command line", "", "command line"},
                     {"data.rebuilt", "database", {{"restored_rows", report.restored_rows}}});
  transaction.commit();
  return report;
}

}  // namespace provost::workflows::integrity
