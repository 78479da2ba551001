#include "workflows/documents/document_store.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "workflows/documents/search_index.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/text_list.hpp"

namespace provost::workflows::documents {

namespace {

Document as_document(const store::Record& record) {
  Document document;
  document.id = record.integer("id");
  document.number = record.text("number");
  document.type = record.text("type");
  document.title = record.text("title");
  document.language = record.text("language");
  document.classification = record.text("classification");
  document.owner_id = record.integer("owner_id");
  document.reviewers = ids_from_text(record.text("reviewers"));
  document.approvers = ids_from_text(record.text("approvers"));
  document.clauses = store::texts_from_text(record.text("clauses"));
  document.processes = store::texts_from_text(record.text("processes"));
  document.review_interval_months = record.integer("review_interval_months");
  document.issuer = record.optional_text("issuer").value_or("");
  document.edition = record.optional_text("edition").value_or("");
  document.source_address = record.optional_text("source_address").value_or("");
  if (const auto day = record.optional_text("next_review")) document.next_review = parse_day(*day);
  document.effective_version_id = record.optional_integer("effective_version_id");
  document.working_version_id = record.optional_integer("working_version_id");
  document.created_at = parse_instant(record.text("created_at"));
  document.row_version = record.integer("row_version");
  return document;
}

std::optional<Instant> optional_instant(const store::Record& record, std::string_view column) {
  const auto text = record.optional_text(column);
  return text ? std::optional<Instant>(parse_instant(*text)) : std::nullopt;
}

Version as_version(const store::Record& record) {
  Version version;
  version.id = record.integer("id");
  version.document_id = record.integer("document_id");
  version.label = {record.integer("major"), record.integer("minor")};
  version.revision = parse_revision(record.text("revision")).value_or(Revision::first);
  version.state = parse_version_state(record.text("state"));
  version.title = record.text("title");
  version.change_description = record.text("change_description");
  version.authors = ids_from_text(record.text("authors"));
  version.author_names = record.text("author_names");
  version.media_type = record.text("media_type");
  version.file_name = record.text("file_name");
  version.content_size = record.integer("content_size");
  version.content_sha256 = record.text("content_sha256");
  version.blob_id = record.text("blob_id");
  version.commit_id = record.text("commit_id");
  version.round = record.integer("round");
  version.legacy = record.flag("legacy");
  version.created_at = parse_instant(record.text("created_at"));
  version.saved_at = parse_instant(record.text("saved_at"));
  version.submitted_at = optional_instant(record, "submitted_at");
  if (const auto day = record.optional_text("planned_effective_date")) version.planned_effective_date = parse_day(*day);
  version.approved_at = optional_instant(record, "approved_at");
  version.effective_at = optional_instant(record, "effective_at");
  version.obsolete_at = optional_instant(record, "obsolete_at");
  version.obsolete_reason = record.optional_text("obsolete_reason");
  return version;
}

SignOff as_sign_off(const store::Record& record) {
  SignOff sign_off;
  sign_off.id = record.integer("id");
  sign_off.version_id = record.integer("version_id");
  sign_off.round = record.integer("round");
  sign_off.position = record.integer("position");
  sign_off.duty = record.text("duty");
  sign_off.person_id = record.integer("person_id");
  sign_off.printed_name = record.text("printed_name");
  sign_off.role = record.text("role");
  sign_off.decision = record.text("decision");
  sign_off.comment = record.text("comment");
  sign_off.meaning = record.text("meaning");
  sign_off.content_sha256 = record.text("content_sha256");
  sign_off.statement = record.text("statement");
  sign_off.signing_key_id = record.optional_integer("signing_key_id");
  sign_off.commit_id = record.text("commit_id");
  sign_off.asked_at = parse_instant(record.text("asked_at"));
  sign_off.decided_at = optional_instant(record, "decided_at");
  sign_off.voided_at = optional_instant(record, "voided_at");
  sign_off.void_reason = record.optional_text("void_reason");
  return sign_off;
}

store::Value optional_value(const std::optional<Instant>& instant) {
  return instant ? store::Value{to_text(*instant)} : store::Value{nullptr};
}
store::Value optional_value(const std::optional<Day>& day) {
  return day ? store::Value{to_text(*day)} : store::Value{nullptr};
}

store::Row version_columns(const Version& version) {
  return {{"document_id", version.document_id},
          {"major", version.label.major},
          {"minor", version.label.minor},
          {"revision", std::string(to_text(version.revision))},
          {"state", std::string(to_text(version.state))},
          {"title", version.title},
          {"change_description", version.change_description},
          {"authors", ids_to_text(version.authors)},
          {"author_names", version.author_names},
          {"media_type", version.media_type},
          {"file_name", version.file_name},
          {"content_size", version.content_size},
          {"content_sha256", version.content_sha256},
          {"blob_id", version.blob_id},
          {"commit_id", version.commit_id},
          {"round", version.round},
          {"legacy", std::int64_t{version.legacy}},
          {"created_at", to_text(version.created_at)},
          {"saved_at", to_text(version.saved_at)},
          {"submitted_at", optional_value(version.submitted_at)},
          {"planned_effective_date", optional_value(version.planned_effective_date)},
          {"approved_at", optional_value(version.approved_at)},
          {"effective_at", optional_value(version.effective_at)},
          {"obsolete_at", optional_value(version.obsolete_at)},
          {"obsolete_reason", store::nullable(version.obsolete_reason)}};
}

store::Row sign_off_columns(const SignOff& sign_off) {
  return {{"version_id", sign_off.version_id},
          {"round", sign_off.round},
          {"position", sign_off.position},
          {"duty", sign_off.duty},
          {"person_id", sign_off.person_id},
          {"printed_name", sign_off.printed_name},
          {"role", sign_off.role},
          {"decision", sign_off.decision},
          {"comment", sign_off.comment},
          {"meaning", sign_off.meaning},
          {"content_sha256", sign_off.content_sha256},
          {"statement", sign_off.statement},
          {"signing_key_id", store::nullable(sign_off.signing_key_id)},
          {"commit_id", sign_off.commit_id},
          {"asked_at", to_text(sign_off.asked_at)},
          {"decided_at", optional_value(sign_off.decided_at)},
          {"voided_at", optional_value(sign_off.voided_at)},
          {"void_reason", store::nullable(sign_off.void_reason)}};
}

/// The state a register shows for a document: of what is in force, else of what is being worked on.
std::string register_state(store::Session& session, const Document& document) {
  if (document.effective_version_id) return std::string(to_text(VersionState::effective));
  if (document.working_version_id) {
    if (const auto working = find_version(session, *document.working_version_id)) {
      return std::string(to_text(working->state));
    }
  }
  return std::string(to_text(VersionState::obsolete));
}

store::Row document_columns(const Document& document, const std::string& state, Instant now) {
  return {{"number", document.number},
          {"type", document.type},
          {"title", document.title},
          {"language", document.language},
          {"classification", document.classification},
          {"owner_id", document.owner_id},
          {"reviewers", ids_to_text(document.reviewers)},
          {"approvers", ids_to_text(document.approvers)},
          {"clauses", store::texts_to_text(document.clauses)},
          {"processes", store::texts_to_text(document.processes)},
          {"review_interval_months", document.review_interval_months},
          {"issuer", document.issuer},
          {"edition", document.edition},
          {"source_address", document.source_address},
          {"next_review", optional_value(document.next_review)},
          {"state", state},
          {"effective_version_id", store::nullable(document.effective_version_id)},
          {"working_version_id", store::nullable(document.working_version_id)},
          {"created_at", to_text(document.created_at)},
          {"changed_at", to_text(now)}};
}

}  // namespace

std::optional<Document> find_document(store::Session& session, std::string_view number) {
  const auto record = session.first("SELECT * FROM documents WHERE number = :number", {std::string(number)});
  return record ? std::optional<Document>(as_document(*record)) : std::nullopt;
}

std::optional<Document> find_document(store::Session& session, std::int64_t id) {
  const auto record = session.first("SELECT * FROM documents WHERE id = :id", {id});
  return record ? std::optional<Document>(as_document(*record)) : std::nullopt;
}

std::optional<Version> find_version(store::Session& session, std::int64_t id) {
  const auto record = session.first("SELECT * FROM document_versions WHERE id = :id", {id});
  return record ? std::optional<Version>(as_version(*record)) : std::nullopt;
}

std::optional<Version> find_version(store::Session& session, std::int64_t document_id, VersionLabel label) {
  const auto record = session.first(
      "SELECT * FROM document_versions WHERE document_id = :document AND major = :major AND minor = :minor",
      {document_id, label.major, label.minor});
  return record ? std::optional<Version>(as_version(*record)) : std::nullopt;
}

std::vector<Version> versions_of(store::Session& session, std::int64_t document_id) {
  std::vector<Version> versions;
  for (const auto& record :
       session.select("SELECT * FROM document_versions WHERE document_id = :document ORDER BY major DESC, minor DESC",
                      {document_id})) {
    versions.push_back(as_version(record));
  }
  return versions;
}

std::vector<SignOff> sign_offs_of(store::Session& session, std::int64_t version_id) {
  std::vector<SignOff> sign_offs;
  for (const auto& record : session.select(
           "SELECT * FROM sign_offs WHERE version_id = :version ORDER BY round, position, id", {version_id})) {
    sign_offs.push_back(as_sign_off(record));
  }
  return sign_offs;
}

LifecycleFacts lifecycle_facts(store::Session& session, const Document& document) {
  LifecycleFacts facts;
  facts.document = document;
  if (document.working_version_id) facts.working = find_version(session, *document.working_version_id);
  if (document.effective_version_id) facts.effective = find_version(session, *document.effective_version_id);
  facts.has_obsolete = session.number(
                           "SELECT COUNT(*) AS n FROM document_versions WHERE document_id = :document AND state ="
                           " 'obsolete'",
                           {document.id}) > 0;
  std::vector<std::int64_t> ids{document.owner_id};
  ids.insert(ids.end(), document.reviewers.begin(), document.reviewers.end());
  ids.insert(ids.end(), document.approvers.begin(), document.approvers.end());
  if (facts.working) {
    ids.insert(ids.end(), facts.working->authors.begin(), facts.working->authors.end());
    for (auto& sign_off : sign_offs_of(session, facts.working->id)) {
      if (sign_off.round != facts.working->round) continue;
      ids.push_back(sign_off.person_id);
      facts.sign_offs.push_back(std::move(sign_off));
    }
  }
  facts.people = people::people_by_id(session, ids);
  return facts;
}

std::vector<WaitingVersion> waiting_versions(store::Session& session) {
  std::vector<WaitingVersion> waiting;
  for (const auto& record : session.select(
           "SELECT id, document_id, planned_effective_date FROM document_versions WHERE state = 'approved'")) {
    const auto text = record.optional_text("planned_effective_date");
    const auto day = text ? parse_day(*text) : std::nullopt;
    if (day) waiting.push_back({record.integer("id"), record.integer("document_id"), *day});
  }
  return waiting;
}

std::optional<std::string> readable_text_of(store::Session& session, std::string_view blob_id) {
  const auto record =
      session.first("SELECT markdown FROM readable_texts WHERE blob_id = :blob", {std::string(blob_id)});
  return record ? std::optional<std::string>(record->text("markdown")) : std::nullopt;
}

std::int64_t insert_document(store::WriteTransaction& transaction, const Document& document, VersionState state) {
  auto columns = document_columns(document, std::string(to_text(state)), transaction.now());
  columns.push_back({"row_version", std::int64_t{1}});
  return transaction.insert("documents", std::move(columns));
}

std::int64_t insert_version(store::WriteTransaction& transaction, const Version& version) {
  return transaction.insert("document_versions", version_columns(version));
}

void update_version(store::WriteTransaction& transaction, const Version& version) {
  transaction.update("document_versions", version.id, version_columns(version));
}

void update_document(store::WriteTransaction& transaction, const Document& document) {
  auto columns = document_columns(document, register_state(transaction.session(), document), transaction.now());
  columns.push_back({"row_version", document.row_version + 1});
  transaction.update("documents", document.id, columns);
  refresh_document_people(transaction, document);
}

std::int64_t insert_sign_off(store::WriteTransaction& transaction, const SignOff& sign_off) {
  return transaction.insert("sign_offs", sign_off_columns(sign_off));
}

void update_sign_off(store::WriteTransaction& transaction, const SignOff& sign_off) {
  transaction.update("sign_offs", sign_off.id, sign_off_columns(sign_off));
}

void keep_readable_text(store::WriteTransaction& transaction, const std::string& blob_id, const std::string& markdown) {
  transaction.session().execute("DELETE FROM readable_texts WHERE blob_id = :blob", {blob_id});
  transaction.session().execute("INSERT INTO readable_texts (blob_id, markdown) VALUES (:blob, :markdown)",
                                {blob_id, markdown});
}

std::int64_t highest_number(store::Session& session, const DocumentType& type) {
  return session.number("SELECT highest FROM number_series WHERE prefix = :prefix", {std::string(type.code)});
}

std::string number_text(const DocumentType& type, std::int64_t number) {
  auto digits = std::to_string(number);
  if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
  return std::string(type.code) + "-" + digits;
}

void use_numbers(store::WriteTransaction& transaction, const DocumentType& type, std::int64_t highest) {
  const auto series =
      transaction.session().first("SELECT id FROM number_series WHERE prefix = :prefix", {std::string(type.code)});
  if (series) {
    transaction.update("number_series", series->integer("id"), {{"highest", highest}});
  } else {
    transaction.insert("number_series", {{"prefix", std::string(type.code)}, {"highest", highest}});
  }
}

std::string take_number(store::WriteTransaction& transaction, const DocumentType& type) {
  auto number = highest_number(transaction.session(), type) + 1;
  // An organisation's own codes from a master list may look like the next number.
  while (find_document(transaction.session(), number_text(type, number))) ++number;
  use_numbers(transaction, type, number);
  return number_text(type, number);
}

void add_document_person(store::WriteTransaction& transaction, std::int64_t document_id, std::int64_t person_id) {
  transaction.session().execute("INSERT INTO document_people (document_id, person_id) VALUES (:document, :person)",
                                {document_id, person_id});
}

void refresh_document_people(store::WriteTransaction& transaction, const Document& document) {
  std::set<std::int64_t> people{document.owner_id};
  people.insert(document.reviewers.begin(), document.reviewers.end());
  people.insert(document.approvers.begin(), document.approvers.end());
  auto& session = transaction.session();
  if (document.working_version_id) {
    if (const auto working = find_version(session, *document.working_version_id)) {
      people.insert(working->authors.begin(), working->authors.end());
      for (const auto& sign_off : sign_offs_of(session, working->id)) {
        if (sign_off.round == working->round) people.insert(sign_off.person_id);
      }
    }
  }
  session.execute("DELETE FROM document_people WHERE document_id = :document", {document.id});
  for (const auto person : people) {
    session.execute("INSERT INTO document_people (document_id, person_id) VALUES (:document, :person)",
                    {document.id, person});
  }
}

std::string ids_to_text(const std::vector<std::int64_t>& ids) {
  return boost::json::serialize(boost::json::array(ids.begin(), ids.end()));
}

std::vector<std::int64_t> ids_from_text(std::string_view text) {
  std::vector<std::int64_t> ids;
  const auto parsed = boost::json::parse(text);
  for (const auto& id : parsed.as_array()) ids.push_back(id.as_int64());
  return ids;
}

}  // namespace provost::workflows::documents
