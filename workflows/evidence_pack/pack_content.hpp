#pragma once

#include <boost/json/array.hpp>
#include <map>
#include <string>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/evidence/evidence_register.hpp"
#include "workflows/people/person.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::workflows::evidence_pack {

/// What a pack is to hold.
struct PackScope {
  std::vector<std::string> standards;  ///< names in the library
  std::string prepared_for;            ///< whom it is given to; stands on every page
  bool only_valid = false;             ///< evidence that is valid today; else expired pieces too, marked as such
};

/// A signature somebody set, with everything that checks it without this server.
struct PackedSignature {
  std::string name;   ///< of its files, below signatures/
  std::string about;  ///< "PO-001 1.0", "GAP-1"
  std::string meaning;
  std::string signer_name;
  std::string signer_email;
  std::string signed_at;
  std::string public_key;    ///< hexadecimal
  std::string format;        ///< "git": a commit; "provost-statement": a text
  std::string payload;       ///< the bytes that are signed
  std::string signature;     ///< armoured, as OpenSSH writes it
  std::string statement;     ///< the text whose hash a commit holds; empty for a text
  std::string content_path;  ///< of the file in the pack whose content was signed; empty: of none
};

/// A document in force that names a clause of the scope.
struct PackedDocument {
  std::string number;
  documents::Version version;
  std::vector<documents::SignOff> sign_offs;  ///< of its version, all rounds
  std::vector<std::string> clauses;           ///< as it writes them
  std::string owner_name;
  std::string folder;        ///< "documents/PO-001"
  std::string content_path;  ///< "documents/PO-001/PO-001-1.0.md"
};

struct PackedEvidenceFile {
  std::string file_name;  ///< as it was handed in
  std::string path;       ///< in the pack
  std::string sha256;
};

struct PackedEvidence {
  evidence::EvidenceRow row;
  std::vector<PackedEvidenceFile> files;
  std::string handed_in;  ///< "Anna Author, 2026-11-25T…", the last time; empty: nobody has
  std::string checked;    ///< the same for whoever found it valid
};

/// Everything a pack holds, but the bytes of documents and files.
struct PackContent {
  PackScope scope;
  std::string organisation;
  std::string time_zone;
  std::string made_by_name, made_by_email;
  Instant made_at{};
  std::vector<standards::PublishedStandard> standards;
  std::vector<PackedDocument> documents;
  std::vector<PackedEvidence> evidence;
  std::vector<PackedSignature> signatures;
  /// One JSON object a line, each with the hash by which the trail names it: what happened to the documents and pieces,
  /// without comments, links, visits of guests and refusals.
  std::string audit_extract;
  std::int64_t audit_entries = 0;
  std::int64_t audit_sequence = 0;  ///< of the newest entry of the whole trail, with its hash
  std::string audit_hash;
};

/// Gathers what the person may see. Throws Invalid for the fields `standard` and `prepared_for`, NotFound for a
/// standard that is not in the library, Forbidden for somebody who may not read the audit trail.
PackContent read_pack_content(store::Session& session, const docs_repo::DocumentRepository& repository,
                              const cases::WorkflowCatalogue& catalogue, const standards::StandardLibrary& library,
                              const people::Actor& actor, const PackScope& scope, Instant now);

}  // namespace provost::workflows::evidence_pack
