#pragma once

#include <optional>
#include <string>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/documents/document_service.hpp"

namespace provost::workflows::documents {

/// The longest Markdown text that is taken, in bytes.
inline constexpr std::size_t longest_markdown = std::size_t{5} * 1024 * 1024;

/// Content that was checked and lies in the repository as an object nobody refers to yet.
struct StoredContent {
  std::string blob_id;
  std::string sha256;
  std::int64_t size = 0;
  std::string media_type;
  std::string file_name;
  std::string own_title;                     ///< what the content calls itself; empty when it does not
  std::optional<std::string> readable_text;  ///< Word and PDF as Markdown text, when it could be read
};

/// Checks content and writes it to the repository. Throws Invalid for field `markdown` or `file`: not UTF-8, a NUL, a
/// front matter that is not YAML (with its line), too long, empty.
StoredContent take_in(docs_repo::DocumentRepository& repository, const Content& content);

/// The text of a content that the program acts on, whether it was typed or uploaded. Throws Invalid when it is not text
/// or too long for that.
std::string source_text(const Content& content);
/// Writes such a text to the repository; what it says was checked by whoever acts on it.
StoredContent take_in_source(docs_repo::DocumentRepository& repository, const std::string& text,
                             const DocumentType& type);

/// Checks Markdown text only.
void check_markdown(const std::string& markdown);

/// Puts the stored content's facts into a version.
void assign_content(Version& version, const StoredContent& content);

/// The text of a version for reading and searching: Markdown without front matter, or what was read from a file.
std::string text_for_reading(const docs_repo::DocumentRepository& repository, store::Session& session,
                             const Version& version);

}  // namespace provost::workflows::documents
