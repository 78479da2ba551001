#include "docs_repo/store/pack_index.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace provost::docs_repo {

namespace {

constexpr std::string_view signature("\377tOc\0\0\0\2", 8);
/// Offsets from here on are kept in a table of their own, of 64 bits each.
constexpr std::uint64_t first_large_offset = 0x80000000U;

void append_number(std::string& to, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) to.push_back(static_cast<char>((number >> shift) & 0xff));
}

void append_fan_out(std::string& to, const std::vector<PackIndexEntry>& entries) {
  std::array<std::uint32_t, 256> count{};
  for (const auto& entry : entries) ++count[entry.id.front()];
  std::uint32_t so_far = 0;
  for (const auto number : count) append_number(to, so_far += number, 4);
}

void append_offsets(std::string& to, const std::vector<PackIndexEntry>& entries) {
  std::string large;
  for (const auto& entry : entries) {
    if (entry.offset < first_large_offset) {
      append_number(to, entry.offset, 4);
    } else {
      append_number(to, first_large_offset | (large.size() / 8), 4);
      append_number(large, entry.offset, 8);
    }
  }
  to += large;
}

}  // namespace

std::string pack_index(std::vector<PackIndexEntry> entries, const Sha1Digest& pack_checksum) {
  std::sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) { return left.id < right.id; });
  std::string index(signature);
  append_fan_out(index, entries);
  for (const auto& entry : entries) index += as_text(entry.id);
  for (const auto& entry : entries) append_number(index, entry.checksum, 4);
  append_offsets(index, entries);
  index += as_text(pack_checksum);
  Sha1 checksum;
  checksum.add(index);
  index += as_text(checksum.finish());
  return index;
}

}  // namespace provost::docs_repo
