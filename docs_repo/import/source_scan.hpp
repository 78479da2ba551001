#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "docs_repo/store/objects.hpp"

namespace provost::docs_repo {

enum class ContentKind { markdown, word, pdf, other };

/// A file that cannot be brought in: it is named and skipped.
struct SourceProblem {
  std::string path;
  std::string what;  ///< what is wrong and what to do
};

/// An earlier text of a file, from a git history.
struct SourceRevision {
  std::string content;
  std::string author_name;
  std::string author_email;
  Instant when;
  std::string message;  ///< the first line of the commit's message
};

/// A file that can be brought in.
struct SourceFile {
  std::string path;  ///< from the folder that was read, with '/' between
  std::filesystem::path absolute;
  ContentKind kind = ContentKind::other;
  std::string media_type;
  std::string title;
  std::uint64_t size = 0;
  std::string content_sha256;
  std::vector<SourceRevision> history;  ///< oldest first; empty unless asked for
};

struct SourceScan {
  std::vector<SourceFile> files;  ///< in order of path
  std::vector<SourceProblem> problems;
};

struct ScanOptions {
  bool history = false;
  std::uint64_t largest_file = std::uint64_t{50} * 1024 * 1024;  ///< bytes
};

/// Looks at a folder, a git working tree or one file. Hidden files, folders that begin with a dot and what editors
/// leave behind are passed over in silence; whatever else cannot be brought in is a problem. Throws std::filesystem
/// errors only for the starting point itself.
SourceScan scan_sources(const std::filesystem::path& start, const ScanOptions& options,
                        const std::function<void(std::size_t done)>& progress);

/// The exact bytes of a file; throws std::runtime_error when it cannot be read.
std::string read_source(const SourceFile& file);

/// Fills in the earlier texts of files that lie in a git working tree, merges followed by their first parent: that is
/// the line on which the texts were in force. Files outside a repository keep an empty history.
void read_history(const std::filesystem::path& start, std::vector<SourceFile>& files);

}  // namespace provost::docs_repo
