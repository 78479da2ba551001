#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/cases/attachment_files.hpp"
#include "workflows/evidence_pack/pack_content.hpp"
#include "workflows/people/signing_keys.hpp"

namespace provost::workflows::evidence_pack {

/// Writes a pack as one ZIP archive with a manifest that names size and SHA-256 of every file and is signed by whoever
/// makes it. `pages`: HTML by path, made by the caller. Returns the SHA-256 of the manifest. Throws Unusable when a
/// file is missing from the data directory, std::runtime_error when the disk refuses.
std::string write_pack(const PackContent& content, const std::map<std::string, std::string>& pages,
                       const docs_repo::DocumentRepository& repository, const cases::AttachmentFiles& files,
                       const people::OpenSigningKey& key, const std::filesystem::path& target);

/// What was found in a pack.
struct PackReport {
  std::string organisation;
  std::string made_by;  ///< name and address
  std::string made_at;
  std::string prepared_for;
  std::int64_t files = 0;
  std::int64_t signatures = 0;
  std::int64_t audit_entries = 0;
  std::optional<std::string> first_problem;
};

/// Checks a pack by itself, without a server or a database: that each file is there and is the one of the manifest,
/// that nothing was added, that the manifest and each signature in it were made with the keys they name, that what was
/// signed is what the pack holds, and that no audit entry was changed. `allowed_signers`: the text of such a file that
/// came by another way; then each key has to stand in it too. Stops at the first problem.
PackReport verify_pack(const std::filesystem::path& pack, const std::optional<std::string>& allowed_signers);

}  // namespace provost::workflows::evidence_pack
