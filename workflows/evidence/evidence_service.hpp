#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/attachment_files.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"
#include "workflows/standards/standard_library.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::evidence {

/// A file that belongs to a piece beside the first.
struct FurtherFile {
  std::filesystem::path path;
  std::string name;
};

/// A piece that somebody hands in without having been asked. Days as "2026-11-25"; empty: not said.
struct NewEvidence {
  std::string title;  ///< empty: the name of the file
  std::string what;   ///< what it is to show; empty: the title
  std::optional<std::filesystem::path> file;
  std::string file_name;
  std::vector<FurtherFile> further_files = {};
  /// E-mail address of the person it is from, who is asked for newer evidence; empty: whoever hands it in.
  std::string provider = {};
  std::string address;  ///< web address, instead of the file or beside it
  std::string effective_on;
  std::string valid_until;
  std::string checker;  ///< e-mail address; empty: any quality manager
  std::string note;
  std::vector<std::string> clauses;    ///< "8.5.1", "ISO 21001:2018 8.5.1"
  std::vector<std::string> documents;  ///< numbers
  std::vector<std::string> cases;      ///< keys
};

/// Takes in pieces of evidence. Thread-safe.
class EvidenceService {
 public:
  EvidenceService(store::Database& database, const Clock& clock, const cases::WorkflowCatalogue& catalogue,
                  const cases::FactSource& facts, const standards::StandardLibrary& library,
                  const cases::AttachmentFiles& files)
      : database_(database), clock_(clock), catalogue_(catalogue), facts_(facts), library_(library), files_(files) {}

  /// What happens in the same transaction as a piece, e.g. that what it was made of is marked as used; throwing undoes
  /// the piece. Called with the key of the piece.
  using AlongWith = std::function<void(store::WriteTransaction& transaction, const std::string& key)>;

  /// Whether a quality manager is there who could check what one person hands in and another is the provider of (an
  /// e-mail address; empty: the same person). Else a checker has to be named.
  bool has_checker(store::Session& session, std::int64_t person_id, const std::string& provider) const;

  /// Opens a case for the piece and hands it in, in one transaction; it waits to be checked then. Returns its key.
  /// Throws Forbidden, Invalid, Conflict, and what AttachmentFiles::store() throws.
  std::string add(const people::Actor& actor, const NewEvidence& wanted, const AlongWith& along_with = {});

  /// Whether somebody may hand in evidence that nobody asked for, by the newest version of the workflow. Guests only
  /// ask.
  static bool may_add(const engine::Definition& definition, const people::Actor& actor);

  /// Throws Invalid for the field `clause` when no standard of the library has the clause.
  void require_clause(store::Session& session, std::string_view clause) const;

 private:
  cases::WorkflowVersion require_allowed(store::Session& session, const people::Actor& actor,
                                         const NewEvidence& wanted) const;
  /// `stored`: the first file and the further ones, as kept.
  std::string open(const people::Actor& actor, const NewEvidence& wanted, const std::vector<cases::StoredFile>& stored,
                   const AlongWith& along_with);

  store::Database& database_;
  const Clock& clock_;
  const cases::WorkflowCatalogue& catalogue_;
  const cases::FactSource& facts_;
  const standards::StandardLibrary& library_;
  const cases::AttachmentFiles& files_;
};

}  // namespace provost::workflows::evidence
