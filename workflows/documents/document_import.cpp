#include "workflows/documents/document_import.hpp"

#include <algorithm>

#include "docs_repo/import/source_scan.hpp"
#include "docs_repo/text/table.hpp"
#include "workflows/documents/import_plan.hpp"
#include "workflows/documents/import_writing.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

constexpr int optimistic_attempts = 2;
/// One organisation has one master list, wherever its file lies, so a later import finds its documents again.
constexpr const char* master_list_source = "master list";
constexpr std::uint64_t largest_list = std::uint64_t{20} * 1024 * 1024;

people::Person require_owner(store::Session& session, const std::string& email, Day today) {
  const auto owner = people::find_person(session, people::normalised_email(email));
  if (!owner || !owner->has_access(today)) {
    throw Invalid(
        "owner", "There is nobody active with the e-mail address " + shortened(email, 100) + ". Add the person first.");
  }
  return *owner;
}

std::string source_of(const ImportRequest& request) {
  if (!request.list.empty()) return master_list_source;
  return request.source_name.empty() ? std::filesystem::weakly_canonical(request.path).string() : request.source_name;
}

/// The list may lie beside the files.
bool is_same(const std::filesystem::path& left, const std::filesystem::path& right) {
  std::error_code error;
  return std::filesystem::equivalent(left, right, error);
}

void check(const people::Authority& authority, const ImportRequest& request) {
  if (authority.person && !authority.person->may(people::Permission::import_documents)) {
    throw Forbidden("Only quality managers and administrators may import documents.");
  }
  if (find_document_type(request.type) == nullptr) {
    std::string names;
    for (const auto& type : document_types()) names += (names.empty() ? "" : ", ") + std::string(type.name);
    throw Invalid("type",
                  "There is no document type \"" + shortened(request.type, 40) + "\". Choose one of: " + names + ".");
  }
  if (find_document_type(request.type)->text_media_type != "text/markdown") {
    throw Invalid("type", "Documents of the type \"" + request.type +
                              "\" say how the program works, so they are not imported: each is started and approved.");
  }
  if (request.path.empty() && !request.list.empty()) return;
  std::error_code error;
  if (!std::filesystem::exists(request.path, error)) {
    throw Invalid("path", "There is nothing at " + request.path.string() + ".");
  }
}

ImportReport report_of(const ImportPlan& plan) {
  ImportReport report;
  for (const auto& [path, file] : plan.outcome) report.files.push_back(file);
  return report;
}

}  // namespace

std::size_t ImportReport::count(ImportOutcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      files.begin(), files.end(), [outcome](const ImportedFile& file) { return file.outcome == outcome; }));
}

DocumentImporter::DocumentImporter(store::Database& database, const Clock& clock,
                                   docs_repo::DocumentRepository& repository, ReferenceKeeper& references)
    : database_(database), clock_(clock), repository_(repository), references_(references) {}

ImportReport DocumentImporter::run(const people::Authority& authority, const ImportRequest& request,
                                   const ImportProgress& progress) {
  check(authority, request);
  people::Person owner;
  Day today;
  {
    const store::ReadSnapshot snapshot(database_);
    today = day_in_zone(clock_.now(), organisation::present_organisation(snapshot.session()).time_zone);
    owner = require_owner(snapshot.session(), request.owner, today);
  }
  std::optional<MasterList> list;
  if (!request.list.empty()) list = read_master_list(docs_repo::read_table_file(request.list, largest_list));
  docs_repo::SourceScan scan;
  if (!request.path.empty()) {
    scan = docs_repo::scan_sources(request.path, {request.history, request.largest_file},
                                   [&progress](std::size_t done) { progress("reading", done, 0); });
    if (list) std::erase_if(scan.files, [&request](const auto& file) { return is_same(file.absolute, request.list); });
  }
  const auto source = source_of(request);
  const auto plan_in = [&](store::Session& session) {
    return list ? plan_listed_import(session, scan, *list, source, request, today)
                : plan_import(session, scan, source, request);
  };

  for (int attempt = 1;; ++attempt) {
    // The objects are written before the database is locked, so that others can go on. When somebody else's change
    // upsets the plan too often, the lock is taken first.
    std::optional<store::WriteTransaction> transaction;
    if (attempt > optimistic_attempts && !request.dry_run) transaction.emplace(database_, clock_);
    ImportPlan plan;
    if (transaction) {
      plan = plan_in(transaction->session());
    } else {
      const store::ReadSnapshot snapshot(database_);
      plan = plan_in(snapshot.session());
    }
    if (request.dry_run || plan.files.empty()) return report_of(plan);

    auto written = write_imported(repository_, plan, request, owner, clock_.now(), progress);
    if (!transaction) {
      transaction.emplace(database_, clock_);
      if (!still_holds(transaction->session(), plan)) continue;
    }
    record_imported(*transaction, references_, plan, written, source, authority.audit, progress);
    transaction->commit();
    return report_of(plan);
  }
}

}  // namespace provost::workflows::documents
