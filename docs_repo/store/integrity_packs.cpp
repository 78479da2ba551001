#include <fcntl.h>

#include <algorithm>
#include <array>
#include <vector>

#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/integrity_checks.hpp"
#include "docs_repo/store/sha1.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::size_t checksum_size = 20;
constexpr std::size_t piece_size = std::size_t{1024} * 1024;
// gitformat-pack(5): the number of objects in a pack, and in the last place of an index's fan-out table.
constexpr std::size_t pack_count_at = 8;
constexpr std::size_t index_count_at = 8 + 255 * 4;

IntegrityProblem problem_at(const std::filesystem::path& repository, const std::filesystem::path& file,
                            const std::string& what) {
  return {file.lexically_relative(repository).generic_string(), what};
}

bool is_gone(const std::filesystem::path& file) {
  return !std::filesystem::exists(file);
}

/// All files git ends with a SHA-1 of everything before it.
bool has_checksum(const std::filesystem::path& file) {
  static constexpr std::array<std::string_view, 6> endings{".pack", ".idx", ".rev", ".bitmap", ".mtimes", ".graph"};
  const auto name = file.filename().string();
  if (name == "commit-graph" || name == "multi-pack-index") return true;
  const bool is_pack_file =
      name.starts_with("pack-") || name.starts_with("multi-pack-index-") || name.starts_with("graph-");
  return is_pack_file && std::any_of(endings.begin(), endings.end(),
                                     [&name](std::string_view ending) { return name.ends_with(ending); });
}

bool checksum_fits(const std::filesystem::path& path) {
  const auto size = std::filesystem::file_size(path);
  if (size < checksum_size) return false;
  FileDescriptor file(path, O_RDONLY);
  Sha1 sum;
  std::string piece(piece_size, '\0');
  for (auto left = size - checksum_size; left > 0;) {
    const auto got = file.read_up_to(piece.data(), std::min<std::uint64_t>(left, piece.size()));
    if (got == 0) return false;
    sum.add(std::string_view(piece).substr(0, got));
    left -= got;
  }
  std::string written(checksum_size, '\0');
  return file.read_up_to(written.data(), written.size()) == checksum_size && written == as_text(sum.finish());
}

std::string bytes_at(const FileDescriptor& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  bytes.resize(file.read_up_to_at(bytes.data(), size, offset));
  return bytes;
}

/// Both files have fitting checksums of their own.
bool belong_together(const std::filesystem::path& index_path, const std::filesystem::path& pack_path) {
  const FileDescriptor index(index_path, O_RDONLY);
  const FileDescriptor pack(pack_path, O_RDONLY);
  const auto noted = bytes_at(index, std::filesystem::file_size(index_path) - 2 * checksum_size, checksum_size);
  const auto checksum = bytes_at(pack, std::filesystem::file_size(pack_path) - checksum_size, checksum_size);
  return noted == checksum && bytes_at(index, index_count_at, 4) == bytes_at(pack, pack_count_at, 4);
}

std::optional<IntegrityProblem> check_file(const std::filesystem::path& repository, const std::filesystem::path& file) {
  try {
    if (!checksum_fits(file)) return problem_at(repository, file, "The file is damaged: its checksum does not fit.");
    if (file.extension() != ".idx") return std::nullopt;
    auto pack = file;
    pack.replace_extension(".pack");
    if (is_gone(pack)) {
      if (is_gone(file)) return std::nullopt;
      return problem_at(repository, pack, "The file is missing; its index is there.");
    }
    if (checksum_fits(pack) && !belong_together(file, pack)) {
      return problem_at(repository, file, "The index belongs to another pack.");
    }
    return std::nullopt;
  } catch (const std::exception&) {
    // `git gc` has put another pack in its place.
    if (is_gone(file)) return std::nullopt;
    throw;
  }
}

std::vector<std::filesystem::path> checked_files(const std::filesystem::path& repository) {
  std::vector<std::filesystem::path> files;
  for (const auto* folder : {"objects/pack", "objects/info", "objects/info/commit-graphs"}) {
    if (!std::filesystem::exists(repository / folder)) continue;
    for (const auto& item : std::filesystem::directory_iterator(repository / folder)) {
      if (has_checksum(item.path())) files.push_back(item.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::optional<IntegrityProblem> check_packs(const std::filesystem::path& repository) {
  for (const auto& file : checked_files(repository)) {
    if (auto problem = check_file(repository, file)) return problem;
  }
  return std::nullopt;
}

}  // namespace provost::docs_repo
