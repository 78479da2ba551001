#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "workflows/audit_trail/audit_trail.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_pack/pack_content.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/standards/document_coverage.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence_pack {

namespace {

namespace json = boost::json;

constexpr std::int64_t most_pieces = 20'000;

/// Letters, digits and a few marks: names that every program unpacks alike.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char letter : name) {
    const bool fits = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
    plain += fits ? letter : '_';
  }
  return plain.substr(plain.size() > 100 ? plain.size() - 100 : 0);
}

/// The same, so that a browser shows what could run as a text.
std::string harmless_name(std::string_view name) {
  auto plain = plain_name(name);
  const auto dot = plain.rfind('.');
  const auto ending = dot == std::string::npos ? "" : in_small_letters(plain.substr(dot));
  for (const auto* risky : {".html", ".htm", ".xhtml", ".svg", ".xml", ".mht"}) {
    if (ending == risky) return plain + ".txt";
  }
  return plain;
}

bool is_wanted(const std::vector<std::string>& clauses, const std::vector<standards::PublishedStandard>& chosen) {
  return std::any_of(chosen.begin(), chosen.end(), [&clauses](const auto& standard) {
    return std::any_of(clauses.begin(), clauses.end(), [&standard](const std::string& clause) {
      return !standards::clause_named(clause, *standard.content).empty();
    });
  });
}

std::string ending_of(const documents::Version& version) {
  const auto dot = version.file_name.rfind('.');
  return version.is_markdown() ? ".md" : dot == std::string::npos ? "" : plain_name(version.file_name.substr(dot));
}

class Gatherer {
 public:
  Gatherer(store::Session& session, const docs_repo::DocumentRepository& repository,
           const cases::WorkflowCatalogue& catalogue, const people::Actor& actor, Instant now, PackContent& content)
      : session_(session),
        repository_(repository),
        catalogue_(catalogue),
        actor_(actor),
        now_(now),
        content_(content) {}

  void gather() {
    add_documents();
    add_evidence();
    add_audit_entries();
  }

 private:
  std::string key_text(std::int64_t key_id) {
    const auto record = session_.first("SELECT public_key FROM signing_keys WHERE id = :id", {key_id});
    return record ? record->text("public_key") : "";
  }

  void add_documents() {
    for (const auto& named : documents::documents_with_clauses(session_, actor_)) {
      if (!named.effective || !named.visible || !is_wanted(named.clauses, content_.standards)) continue;
      const auto document = *documents::find_document(session_, named.number);
      PackedDocument packed;
      packed.number = named.number;
      packed.clauses = named.clauses;
      packed.version = *documents::find_version(session_, *document.effective_version_id);
      packed.sign_offs = documents::sign_offs_of(session_, packed.version.id);
      if (const auto owner = people::find_person(session_, document.owner_id)) packed.owner_name = owner->name;
      packed.folder = "documents/" + named.number;
      packed.content_path =
          packed.folder + "/" + named.number + "-" + to_text(packed.version.label) + ending_of(packed.version);
      for (const auto& sign_off : packed.sign_offs) add_signature(packed, sign_off);
      subjects_.insert(named.number);
      content_.documents.push_back(std::move(packed));
    }
  }

  void add_signature(const PackedDocument& document, const documents::SignOff& sign_off) {
    if (!sign_off.signing_key_id || sign_off.commit_id.empty() || sign_off.voided_at) return;
    const auto commit = repository_.commit_details(docs_repo::ObjectId{sign_off.commit_id});
    if (commit.signature.empty()) return;
    PackedSignature packed;
    packed.name = document.number + "-" + to_text(document.version.label) + "-" + std::to_string(sign_off.id);
    packed.about = document.number + " " + to_text(document.version.label);
    packed.meaning = sign_off.meaning;
    packed.signer_name = sign_off.printed_name;
    if (const auto person = people::find_person(session_, sign_off.person_id)) packed.signer_email = person->email;
    packed.signed_at = sign_off.decided_at ? to_text(*sign_off.decided_at) : "";
    packed.public_key = key_text(*sign_off.signing_key_id);
    packed.format = "git";
    packed.payload = commit.signed_payload;
    packed.signature = commit.signature;
    packed.statement = sign_off.statement;
    if (sign_off.content_sha256 == document.version.content_sha256) packed.content_path = document.content_path;
    content_.signatures.push_back(std::move(packed));
  }

  void add_evidence() {
    evidence::EvidenceQuery query;
    query.standing = content_.scope.only_valid ? "valid" : "in_use";
    query.sort = "key";
    query.limit = most_pieces;
    const auto today = day_in_zone(now_, content_.time_zone);
    auto found = evidence::read_evidence(session_, catalogue_, actor_, query, today, now_);
    if (found.total > most_pieces) {
      throw Conflict("A pack holds at most " + std::to_string(most_pieces) + " pieces of evidence; there are " +
                     std::to_string(found.total) + ".");
    }
    for (auto& row : found.rows) {
      const bool handed_in =
          row.standing != evidence::Standing::waiting && row.standing != evidence::Standing::rejected;
      if (!handed_in || !is_wanted(row.clauses, content_.standards)) continue;
      const auto one = *cases::find_case(session_, row.key);
      PackedEvidence packed;
      // What was handed in and looked at; other files beside it nobody has checked.
      const auto* handed_in_file = one.fields.if_contains("file");
      if (handed_in_file != nullptr && handed_in_file->is_string()) {
        if (const auto attachment = cases::find_attachment(session_, one.id, handed_in_file->get_string())) {
          packed.files.push_back({attachment->file_name,
                                  "evidence/" + row.key + "/" + harmless_name(attachment->file_name),
                                  attachment->sha256});
        }
      }
      for (const auto& entry : cases::history_of(session_, one.id)) {
        auto text = entry.actor_name + ", " + to_text(day_in_zone(entry.at, content_.time_zone));
        if (entry.event == "provide") packed.handed_in = std::move(text);
        if (entry.event == "accept") packed.checked = std::move(text);
      }
      subjects_.insert(row.key);
      packed.row = std::move(row);
      content_.evidence.push_back(std::move(packed));
    }
  }

  void add_audit_entries() {
    std::vector<store::Record> events;
    for (const auto& subject : subjects_) {
      for (auto& record : session_.select(
               "SELECT * FROM audit_events WHERE subject = :subject AND (action LIKE 'document.%' OR"
               " action LIKE 'case.%') AND action NOT IN ('case.commented', 'case.linked', 'case.unlinked')",
               {subject})) {
        events.push_back(std::move(record));
      }
    }
    std::sort(events.begin(), events.end(),
              [](const auto& left, const auto& right) { return left.integer("sequence") < right.integer("sequence"); });
    for (const auto& event : events) {
      json::object line{{"sequence", event.integer("sequence")}};
      for (const auto* field : {"at", "actor", "actor_name", "channel", "action", "subject", "details", "changes",
                                "previous_hash", "hash"}) {
        line[field] = event.text(field);
      }
      content_.audit_extract += json::serialize(line) + "\n";
    }
    content_.audit_entries = static_cast<std::int64_t>(events.size());
    if (const auto head = session_.first("SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1")) {
      content_.audit_sequence = head->integer("sequence");
      content_.audit_hash = head->text("hash");
    }
  }

  store::Session& session_;
  const docs_repo::DocumentRepository& repository_;
  const cases::WorkflowCatalogue& catalogue_;
  const people::Actor& actor_;
  Instant now_;
  PackContent& content_;
  std::set<std::string> subjects_;
};

}  // namespace

PackContent read_pack_content(store::Session& session, const docs_repo::DocumentRepository& repository,
                              const cases::WorkflowCatalogue& catalogue, const standards::StandardLibrary& library,
                              const people::Actor& actor, const PackScope& scope, Instant now) {
  if (!actor.may(people::Permission::read_audit_trail)) {
    throw Forbidden("Only auditors, quality managers and administrators may make an evidence pack.");
  }
  check_line(scope.prepared_for, "prepared_for", 200);
  PackContent content;
  content.scope = scope;
  const auto organisation = organisation::present_organisation(session);
  content.organisation = organisation.name;
  content.time_zone = organisation.time_zone;
  content.made_by_name = actor.name;
  content.made_by_email = actor.email;
  content.made_at = now;
  if (scope.standards.empty()) throw Invalid("standard", "Choose at least one standard.");
  for (const auto& name : scope.standards) {
    auto standard = library.find_standard(session, name);
    if (!standard) throw NotFound("There is no such standard in the library.");
    content.standards.push_back(std::move(*standard));
  }
  Gatherer(session, repository, catalogue, actor, now, content).gather();
  return content;
}

}  // namespace provost::workflows::evidence_pack
