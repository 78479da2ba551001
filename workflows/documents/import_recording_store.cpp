#include "workflows/documents/document_files.hpp"
#include "workflows/documents/import_writing.hpp"
#include "workflows/documents/search_index.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::workflows::documents {

namespace {

void supersede(store::WriteTransaction& transaction, Version former, const Version& version) {
  former.state = VersionState::obsolete;
  former.obsolete_at = transaction.now();
  former.obsolete_reason = "Superseded by version " + to_text(version.label) + ".";
  update_version(transaction, former);
}

void record_new(store::WriteTransaction& transaction, WrittenFile& file) {
  auto& document = file.document;
  // The present version comes after the earlier ones, so its id can be told before they are inserted.
  const auto version_id = transaction.next_id("document_versions") + static_cast<std::int64_t>(file.earlier.size());
  if (file.version.state == VersionState::effective) document.effective_version_id = version_id;
  if (file.version.state == VersionState::draft) document.working_version_id = version_id;
  document.id = insert_document(transaction, document, file.version.state);
  for (auto& earlier : file.earlier) {
    earlier.document_id = document.id;
    insert_version(transaction, earlier);
  }
  file.version.document_id = document.id;
  file.version.id = insert_version(transaction, file.version);
  refresh_document_people(transaction, document);
}

void record_change(store::WriteTransaction& transaction, WrittenFile& file) {
  auto& document = file.document;
  const auto& planned = *file.planned;
  const bool effective = file.version.state == VersionState::effective;
  file.version.document_id = document.id;
  if (planned.present_working && (planned.fills_waiting || file.version.state == VersionState::draft)) {
    file.version.id = planned.present_working->id;
    update_version(transaction, file.version);
    if (file.version.state != VersionState::draft) document.working_version_id.reset();
    if (effective) document.effective_version_id = file.version.id;
  } else {
    file.version.id = insert_version(transaction, file.version);
    if (effective && planned.present_effective) supersede(transaction, *planned.present_effective, file.version);
    (effective ? document.effective_version_id : document.working_version_id) = file.version.id;
  }
  update_document(transaction, document);
}

}  // namespace

void record_imported(store::WriteTransaction& transaction, ReferenceKeeper& references, const ImportPlan& plan,
                     WrittenImport& written, const std::string& source, const store::AuditActor& actor,
                     const ImportProgress& progress) {
  auto& session = transaction.session();
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  std::size_t done = 0;
  for (auto& file : written.files) {
    const bool effective = file.version.state == VersionState::effective;
    if (effective) {
      const auto& listed = file.planned->listed;
      const auto from_type = add_months(today, static_cast<int>(file.document.review_interval_months));
      file.document.next_review = listed ? listed->next_review.value_or(from_type) : from_type;
    }
    if (file.planned->present) {
      record_change(transaction, file);
    } else {
      record_new(transaction, file);
    }
    const auto& path = file.planned->key;
    const auto known =
        session.first("SELECT id FROM imported_files WHERE source = :source AND path = :path", {source, path});
    if (known) {
      transaction.update("imported_files", known->integer("id"),
                         {{"source_sha256", file.planned->source.content_sha256}});
    } else {
      transaction.insert("imported_files", {{"source", source},
                                            {"path", path},
                                            {"document_id", file.document.id},
                                            {"source_sha256", file.planned->source.content_sha256}});
    }
    if (file.readable_text) keep_readable_text(transaction, file.version.blob_id, *file.readable_text);
    if (effective) {
      put_search_entry(session, file.document.id, file.document.number, file.version.title, file.search_text);
    }
    transaction.record(actor, {file.planned->present ? "document.imported_again" : "document.imported",
                               file.document.number,
                               {{"path", path},
                                {"version", to_text(file.version.label)},
                                {"content_sha256", file.version.content_sha256},
                                {"owner", people::find_person(session, file.document.owner_id)->email},
                                {"legacy", file.version.legacy}}});
    if (++done % 500 == 0) progress("recording", done, written.files.size());
  }
  for (const auto& [type, highest] : plan.highest_after) use_numbers(transaction, *type, highest);
  references.point(transaction, imports_reference, written.imports_commit);
  if (written.published_commit) references.point(transaction, published_reference, *written.published_commit);
  transaction.record(actor, {"import.done", source, {{"documents", written.files.size()}}});
  progress("recording", done, written.files.size());
}

}  // namespace provost::workflows::documents
