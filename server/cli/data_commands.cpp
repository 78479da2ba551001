#include <iostream>

#include "server/app/file_clock.hpp"
#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/terminal.hpp"
#include "workflows/errors.hpp"
#include "workflows/integrity/attached_files.hpp"
#include "workflows/integrity/verification.hpp"

namespace provost::cli {

namespace {

using workflows::documents::ImportOutcome;

const char* outcome_word(ImportOutcome outcome, bool dry_run) {
  switch (outcome) {
    case ImportOutcome::added:
      return dry_run ? "would add" : "added";
    case ImportOutcome::changed:
      return dry_run ? "would change" : "changed";
    case ImportOutcome::unchanged:
      return "unchanged";
    case ImportOutcome::skipped:
      return "skipped";
  }
  return "";
}

}  // namespace

int init(const InitArguments& arguments) {
  const app::DataDirectory directory(arguments.data);
  const auto config = directory.read_config(arguments.config);
  app::found_organisation(directory, config, *app::clock_from(arguments.clock),
                          {arguments.organisation, arguments.time_zone, arguments.admin, arguments.admin_name,
                           read_secret_file(arguments.password_file)});
  std::cout << "Made " << arguments.organisation << " in " << arguments.data.string() << ".\n"
            << "Next: provost serve --data " << arguments.data.string() << "\n";
  return 0;
}

int import_documents(const ImportArguments& arguments) {
  const app::DataDirectory directory(arguments.data);
  const auto config = directory.read_config(arguments.config);
  directory.require_initialised(config);
  const auto clock = app::clock_from(arguments.clock);
  app::Services services(directory, config, *clock, 3);
  workflows::documents::ImportRequest request;
  if (arguments.path.empty() && arguments.list.empty()) throw CliFailure("Name a folder or file, or a --list.");
  request.path = arguments.path;
  request.list = arguments.list;
  request.type = arguments.type;
  request.owner = arguments.owner;
  request.effective = arguments.effective;
  request.history = arguments.history;
  request.dry_run = arguments.dry_run;
  request.largest_file = config.largest_upload;
  workflows::documents::ImportReport report;
  {
    ProgressLine line;
    report = services.importer.run(
        workflows::people::Authority::operator_of_data(), request,
        [&line](const std::string& stage, std::size_t done, std::size_t total) { line.show(stage, done, total); });
  }
  for (const auto& file : report.files) {
    if (file.outcome == ImportOutcome::skipped) {
      std::cerr << "skipped " << file.path << ": " << file.problem << "\n";
    } else if (file.outcome != ImportOutcome::unchanged) {
      std::cout << outcome_word(file.outcome, arguments.dry_run) << " " << file.number << " " << file.version << " "
                << file.path << " (" << file.title << ")\n";
      for (const auto& remark : file.remarks) std::cout << "  " << remark << "\n";
    }
  }
  std::cout << report.count(ImportOutcome::added) << " added, " << report.count(ImportOutcome::changed) << " changed, "
            << report.count(ImportOutcome::unchanged) << " unchanged, " << report.count(ImportOutcome::skipped)
            << " skipped" << (arguments.dry_run ? " (dry run)" : "") << "\n";
  return report.count(ImportOutcome::skipped) == 0 ? 0 : 1;
}

int verify(const DataArguments& arguments) {
  const app::DataDirectory directory(arguments.data);
  const auto config = directory.read_config(arguments.config);
  directory.require_initialised(config);
  const workflows::SystemClock clock;
  app::Services services(directory, config, clock, 3);
  workflows::integrity::VerificationReport report;
  workflows::integrity::AttachedFilesReport attached;
  {
    ProgressLine line;
    const auto show = [&line](const std::string& stage, std::size_t done, std::size_t total) {
      line.show(stage, done, total);
    };
    report = workflows::integrity::verify(services.database, services.repository, services.catalogue, show);
    if (!report.first_discrepancy) {
      attached = workflows::integrity::verify_attached_files(services.database, services.attachments, show);
      report.first_discrepancy = attached.first_discrepancy;
    }
  }
  if (report.first_discrepancy) {
    std::cerr << "Does not fit: " << report.first_discrepancy->where << ": " << report.first_discrepancy->what << "\n";
    return 1;
  }
  std::cout << "Everything fits: " << report.audit_entries << " audit trail entries, " << report.rows << " rows, "
            << report.versions << " versions, " << report.signatures << " signatures, " << attached.files
            << " attached files\n";
  return 0;
}

int rebuild(const DataArguments& arguments) {
  const app::DataDirectory directory(arguments.data);
  const auto config = directory.read_config(arguments.config);
  directory.require_initialised(config);
  const workflows::SystemClock clock;
  app::Services services(directory, config, clock, 3);
  workflows::integrity::RebuildReport report;
  {
    ProgressLine line;
    report = workflows::integrity::rebuild(
        services.database, services.repository, services.catalogue, clock,
        [&line](const std::string& stage, std::size_t done, std::size_t total) { line.show(stage, done, total); });
  }
  services.references.roll_forward();
  std::cout << "Rebuilt " << report.documents << " documents and " << report.search_entries << " search entries; "
            << report.restored_rows << " values were put right from the audit trail\n";
  return 0;
}

int config_check(const DataArguments& arguments) {
  if (!arguments.config && arguments.data.empty()) {
    throw CliFailure("Name the file to check with --config FILE, or a data directory with --data DIR.");
  }
  const auto file = arguments.config ? *arguments.config : app::DataDirectory(arguments.data).config_file();
  if (!arguments.config && !std::filesystem::exists(file)) {
    std::cout << "There is no " << file.string() << "; the defaults are used.\n";
    return 0;
  }
  const auto config = config::read_config(file);
  std::cout << file.string() << " is fine: listens on " << config.listen.address << ":" << config.listen.port
            << ", database " << (config.database.empty() ? "SQLite" : "PostgreSQL")
            << (config.tls_certificate ? ", TLS" : ", without TLS") << "\n";
  return 0;
}

int version() {
  std::cout << "provost " << PROVOST_VERSION << "\n";
  return 0;
}

}  // namespace provost::cli
