#include "docs_repo/import/source_scan.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "docs_repo/text/front_matter.hpp"
#include "docs_repo/text/media_type.hpp"
#include "docs_repo/text/utf8.hpp"

namespace provost::docs_repo {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_title = 300;
constexpr std::uint64_t largest_markdown = std::uint64_t{5} * 1024 * 1024;

bool is_passed_over(const std::string& name) {
  return name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') || name == "Thumbs.db" ||
         name == "desktop.ini" || name.ends_with(".swp");
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes >= 1024 * 1024) return std::to_string(bytes / (1024 * 1024)) + " MB";
  return std::to_string((bytes + 1023) / 1024) + " KB";
}

std::string sha256_of_file(const fs::path& path) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::ifstream input(path, std::ios::binary);
  if (!input) throw std::runtime_error("unreadable");
  std::array<char, 65536> piece{};
  while (input.read(piece.data(), piece.size()), input.gcount() > 0) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(input.gcount()));
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state, digest.data());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> digits{};
  sodium_bin2hex(digits.data(), digits.size(), digest.data(), digest.size());
  return digits.data();
}

std::string title_from_name(const fs::path& path) {
  auto title = path.stem().string();
  std::replace_if(
      title.begin(), title.end(), [](char letter) { return letter == '_' || letter == '-'; }, ' ');
  if (!title.empty()) title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  return title;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

/// Looks at one Markdown file; returns what is wrong with it, or an empty text.
std::string look_at_markdown(SourceFile& file) {
  file.kind = ContentKind::markdown;
  file.media_type = "text/markdown";
  if (file.size > largest_markdown) {
    return "it has " + size_text(file.size) + "; a text has 5 MB at most. Split it";
  }
  const auto text = read_source(file);
  if (text.find('\0') != std::string::npos) return "it holds a zero byte, so it is not a text file";
  if (!is_valid_utf8(text)) return "it is not valid UTF-8. Save it with the encoding UTF-8";
  const auto front_matter = read_front_matter(text);
  if (const auto* problem = std::get_if<FrontMatterProblem>(&front_matter)) {
    return "the front matter is not valid YAML, line " + std::to_string(problem->line) + ": " + problem->what;
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return "it holds no text";
  file.title = title_of(text, file.title);
  return "";
}

std::string look_at(SourceFile& file, const ScanOptions& options) {
  std::error_code error;
  file.size = fs::file_size(file.absolute, error);
  if (error) return "it cannot be read: " + error.message();
  if (file.size == 0) return "it is empty";
  if (file.size > options.largest_file) {
    return "it has " + size_text(file.size) + ", more than the " + size_text(options.largest_file) +
           " allowed. Make it smaller, or raise largest_upload_megabytes";
  }
  file.title = title_from_name(file.absolute);
  const auto ending = lower(file.absolute.extension().string());
  try {
    if (ending == ".md" || ending == ".markdown") {
      if (auto problem = look_at_markdown(file); !problem.empty()) return problem;
    } else {
      file.media_type = sniff_media_type(file.absolute);
      if (file.media_type == "application/pdf") {
        file.kind = ContentKind::pdf;
      } else if (file.media_type.ends_with("wordprocessingml.document")) {
        file.kind = ContentKind::word;
      }
    }
    file.content_sha256 = sha256_of_file(file.absolute);
  } catch (const std::runtime_error&) {
    return "it cannot be read. Check its permissions";
  }
  if (const auto length = code_points(file.title); length > longest_title) {
    return "its title has " + std::to_string(length) + " characters; the most is 300. Shorten it";
  }
  if (!is_valid_utf8(file.title) || file.title.empty()) return "its name is not valid UTF-8. Rename it";
  return "";
}

class Scanner {
 public:
  Scanner(fs::path root, const ScanOptions& options, const std::function<void(std::size_t)>& progress)
      : root_(std::move(root)), options_(options), progress_(progress) {}

  void folder(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
      entries.push_back(at->path());
    if (error) {
      result_.problems.push_back({relative(path), "the folder cannot be read: " + error.message()});
      return;
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) one(entry);
  }

  void one(const fs::path& path) {
    if (is_passed_over(path.filename().string())) return;
    std::error_code error;
    if (fs::is_symlink(path, error) && !stays_inside(path)) {
      result_.problems.push_back(
          {relative(path), "it is a link that leads out of the folder. Put the file itself there"});
      return;
    }
    if (fs::is_directory(path, error)) {
      // A link to a folder inside would bring the same files in twice, or go round for ever.
      if (!fs::is_symlink(path, error)) folder(path);
      return;
    }
    if (!fs::is_regular_file(path, error)) {
      result_.problems.push_back({relative(path), "it is not a file"});
      return;
    }
    SourceFile file;
    file.path = relative(path);
    file.absolute = path;
    auto problem = is_valid_utf8(file.path) ? look_at(file, options_) : "its name is not valid UTF-8. Rename it";
    if (problem.empty()) {
      result_.files.push_back(std::move(file));
    } else {
      result_.problems.push_back({file.path, std::move(problem)});
    }
    progress_(result_.files.size() + result_.problems.size());
  }

  SourceScan take() { return std::move(result_); }

 private:
  std::string relative(const fs::path& path) const { return path.lexically_relative(root_).generic_string(); }
  bool stays_inside(const fs::path& path) const {
    std::error_code error;
    const auto target = fs::canonical(path, error);
    if (error) return false;
    const auto from_root = target.lexically_relative(fs::canonical(root_, error));
    return !error && !from_root.empty() && *from_root.begin() != "..";
  }

  fs::path root_;
  const ScanOptions& options_;
  const std::function<void(std::size_t)>& progress_;
  SourceScan result_;
};

}  // namespace

std::string read_source(const SourceFile& file) {
  std::ifstream input(file.absolute, std::ios::binary);
  if (!input) throw std::runtime_error("cannot read " + file.path);
  std::ostringstream content;
  content << input.rdbuf();
  return std::move(content).str();
}

SourceScan scan_sources(const fs::path& start, const ScanOptions& options,
                        const std::function<void(std::size_t done)>& progress) {
  const auto absolute = fs::canonical(start);
  const bool is_folder = fs::is_directory(absolute);
  Scanner scanner(is_folder ? absolute : absolute.parent_path(), options, progress);
  if (is_folder) {
    scanner.folder(absolute);
  } else {
    scanner.one(absolute);
  }
  auto scan = scanner.take();
  std::sort(scan.files.begin(), scan.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  if (options.history) read_history(is_folder ? absolute : absolute.parent_path(), scan.files);
  return scan;
}

}  // namespace provost::docs_repo
