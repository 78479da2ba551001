#include "workflows/cases/file_rules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "workflows/errors.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

constexpr std::size_t longest_name = 200;

/// U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069 in UTF-8.
constexpr std::array<std::string_view, 12> direction_marks{
    "\xD8\x9C",     "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC",
    "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9"};

/// Endings that hold one kind of content, with how their media types begin.
struct Kind {
  std::string_view name;
  std::set<std::string_view> endings;
  std::vector<std::string_view> media_types;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"a PDF file", {"pdf"}, {"application/pdf"}},
      {"an image", {"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "svg"}, {"image/"}},
      {"an office document",
       {"docx", "xlsx", "pptx", "odt", "ods", "odp"},
       {"application/zip", "application/octet-stream", "application/vnd.openxmlformats", "application/vnd.oasis",
        "application/CDFV2", "application/encrypted"}},
      {"an office document",
       {"doc", "xls", "ppt", "msg"},
       {"application/msword", "application/vnd.ms-", "application/CDFV2", "application/x-ole-storage", "text/rtf",
        "application/octet-stream"}},
      {"an archive", {"zip"}, {"application/zip", "application/vnd.openxmlformats", "application/vnd.oasis"}},
      {"a text",
       {"txt", "csv", "tsv", "md", "json", "xml", "yaml", "yml", "html", "htm", "eml", "ics", "log"},
       {"text/", "message/", "application/json", "application/x-ndjson", "application/xml", "application/csv"}},
      {"a film", {"mp4", "mov", "webm", "avi", "mkv"}, {"video/", "application/octet-stream"}},
      {"a sound recording", {"mp3", "m4a", "wav", "ogg", "flac"}, {"audio/", "video/", "application/octet-stream"}},
  };
  return all;
}

const std::set<std::string_view> program_endings{"exe", "com", "scr", "pif", "bat", "cmd", "msi", "dll", "lnk",
                                                 "vbs", "vbe", "jse", "wsf", "hta", "ps1", "jar", "reg", "cpl"};
constexpr std::array<std::string_view, 11> program_types{
    "application/x-dosexec",     "application/vnd.microsoft.portable-executable",
    "application/x-executable",  "application/x-pie-executable",
    "application/x-sharedlib",   "application/x-object",
    "application/x-mach-binary", "application/x-msi",
    "application/x-ms-shortcut", "application/java-archive",
    "text/x-msdos-batch"};

std::string ending_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  return dot == std::string_view::npos ? "" : in_small_letters(std::string(file_name.substr(dot + 1)));
}

std::string quoted(std::string_view file_name) {
  return "“" + shortened(file_name, 80) + "”";
}

}  // namespace

void check_file_name(std::string_view file_name) {
  check_line(file_name, "file", longest_name);
  if (file_name.find_first_of("/\\") != std::string_view::npos || file_name == "." || file_name == "..") {
    throw Invalid("file", "A file has a name without folders. Please rename it.");
  }
  for (const auto mark : direction_marks) {
    if (file_name.find(mark) != std::string_view::npos) {
      throw Invalid("file",
                    "The name of the file holds an invisible character that makes it look like another one. Please "
                    "rename it.");
    }
  }
}

void check_file_content(std::string_view file_name, std::string_view media_type, std::int64_t size) {
  if (size == 0) throw Invalid("file", "The file " + quoted(file_name) + " is empty.");
  const auto ending = ending_of(file_name);
  if (program_endings.contains(ending) ||
      std::find(program_types.begin(), program_types.end(), media_type) != program_types.end()) {
    throw Invalid("file", "The file " + quoted(file_name) + " is a program. Programs are not kept.");
  }
  for (const auto& kind : kinds()) {
    if (!kind.endings.contains(ending)) continue;
    const bool fits = std::any_of(kind.media_types.begin(), kind.media_types.end(),
                                  [media_type](std::string_view type) { return media_type.starts_with(type); });
    if (fits) return;
    throw Invalid("file", "The file " + quoted(file_name) + " is named as " + std::string(kind.name) +
                              ", but it holds something else (" + std::string(media_type) +
                              "). Save it again in the program it comes from.");
  }
}

}  // namespace provost::workflows::cases
