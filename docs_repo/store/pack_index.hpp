#pragma once

// For the sources of docs_repo/store only.

#include <cstdint>
#include <string>
#include <vector>

#include "docs_repo/store/sha1.hpp"

namespace provost::docs_repo {

/// Where an object is in a pack file.
struct PackIndexEntry {
  Sha1Digest id;
  std::uint64_t offset;
  /// CRC-32 of the object's bytes in the pack.
  std::uint32_t checksum;
};

/// The content of a pack's index file, version 2 (gitformat-pack(5)).
std::string pack_index(std::vector<PackIndexEntry> entries, const Sha1Digest& pack_checksum);

}  // namespace provost::docs_repo
