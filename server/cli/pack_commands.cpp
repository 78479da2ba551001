#include <iostream>

#include "server/cli/commands.hpp"
#include "server/cli/files.hpp"
#include "workflows/evidence_pack/pack_file.hpp"

namespace provost::cli {

namespace {

constexpr std::size_t longest_list_of_signers = std::size_t{4} * 1024 * 1024;

}  // namespace

int pack_verify(const PackArguments& arguments) {
  std::optional<std::string> signers;
  if (!arguments.signers.empty()) signers = read_file(arguments.signers, longest_list_of_signers);
  const auto report = workflows::evidence_pack::verify_pack(arguments.file, signers);
  if (report.first_problem) {
    std::cerr << "Does not fit: " << *report.first_problem << "\n";
    return 1;
  }
  std::cout << "Everything fits: " << report.files << " files, " << report.signatures << " signatures, "
            << report.audit_entries << " audit trail entries\n"
            << "Made by " << report.made_by << " of " << report.organisation << " at " << report.made_at << " for "
            << report.prepared_for << "\n";
  if (!signers) {
    std::cout << "The keys are those that the pack itself names. Check them with --signers against the list that the "
                 "organisation has published.\n";
  }
  return 0;
}

}  // namespace provost::cli
