#include "workflows/documents/content_intake.hpp"

#include <array>
#include <fstream>

#include "docs_repo/text/converted_text.hpp"
#include "docs_repo/text/front_matter.hpp"
#include "docs_repo/text/media_type.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

std::string sha256_of_file(const std::filesystem::path& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) throw Invalid("file", "The uploaded file could not be read. Please upload it again.");
  Sha256 digest;
  std::array<char, 65536> piece{};
  while (input.read(piece.data(), piece.size()), input.gcount() > 0) {
    digest.add({piece.data(), static_cast<std::size_t>(input.gcount())});
  }
  return digest.hex();
}

constexpr std::string_view word_media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

std::optional<std::string> text_of_file(const std::filesystem::path& path, const std::string& media_type) {
  docs_repo::ConvertedText converted;
  if (media_type == word_media_type) {
    converted = docs_repo::word_to_markdown(path);
  } else if (media_type == "application/pdf") {
    converted = docs_repo::pdf_to_text(path);
  }
  if (converted.text && !is_utf8(*converted.text)) return std::nullopt;
  return converted.text;
}

bool has_markdown_ending(const std::string& name) {
  return name.ends_with(".md") || name.ends_with(".markdown") || name.ends_with(".MD");
}

StoredContent take_in_markdown(docs_repo::DocumentRepository& repository, const std::string& markdown) {
  check_markdown(markdown);
  StoredContent stored;
  stored.blob_id = repository.write_blob(std::string_view(markdown)).hex;
  stored.sha256 = sha256_hex(markdown);
  stored.size = static_cast<std::int64_t>(markdown.size());
  stored.media_type = "text/markdown";
  stored.own_title = docs_repo::title_of(markdown, "");
  return stored;
}

}  // namespace

void check_markdown(const std::string& markdown) {
  if (markdown.size() > longest_markdown) {
    throw Invalid("markdown", "The text has " + std::to_string(markdown.size()) +
                                  " bytes; the most is 5 MB. Please split it or upload it as a file.");
  }
  if (markdown.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw Invalid("markdown", "The document has no text yet. Please write something first.");
  }
  if (!is_utf8(markdown)) {
    throw Invalid("markdown", "The text is not valid UTF-8. Please save the file with the encoding UTF-8.");
  }
  if (markdown.find('\0') != std::string::npos) {
    throw Invalid("markdown", "The text holds a zero byte, so it is not a text file.");
  }
  const auto front_matter = docs_repo::read_front_matter(markdown);
  if (const auto* problem = std::get_if<docs_repo::FrontMatterProblem>(&front_matter)) {
    throw Invalid("markdown", "The block between the --- lines at the top is not valid YAML: line " +
                                  std::to_string(problem->line) + ": " + problem->what);
  }
}

StoredContent take_in(docs_repo::DocumentRepository& repository, const Content& content) {
  if (!content.file) return take_in_markdown(repository, content.markdown);
  check_line(content.file_name, "file", 255);
  if (std::filesystem::file_size(*content.file) == 0) throw Invalid("file", "The file is empty.");
  auto media_type = docs_repo::sniff_media_type(*content.file);
  if (media_type.starts_with("text/") && has_markdown_ending(content.file_name)) {
    if (std::filesystem::file_size(*content.file) > longest_markdown) {
      throw Invalid("file", "The text is longer than 5 MB. Please split it.");
    }
    std::ifstream input(*content.file, std::ios::binary);
    auto stored = take_in_markdown(
        repository, std::string(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()));
    stored.file_name = content.file_name;
    return stored;
  }
  StoredContent stored;
  stored.blob_id = repository.write_blob(*content.file).hex;
  stored.sha256 = sha256_of_file(*content.file);
  stored.size = static_cast<std::int64_t>(std::filesystem::file_size(*content.file));
  stored.readable_text = text_of_file(*content.file, media_type);
  stored.media_type = std::move(media_type);
  stored.file_name = content.file_name;
  return stored;
}

std::string source_text(const Content& content) {
  constexpr std::size_t longest_source = std::size_t{1024} * 1024;
  auto text = content.markdown;
  if (content.file) {
    if (std::filesystem::file_size(*content.file) > longest_source) {
      throw Invalid("file", "This file is larger than 1 MB; a text that the program acts on is much shorter.");
    }
    std::ifstream input(*content.file, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
  }
  const auto* field = content.file ? "file" : "markdown";
  if (text.size() > longest_source) throw Invalid(field, "The text is longer than 1 MB.");
  if (!is_utf8(text) || text.find('\0') != std::string::npos) {
    throw Invalid(field, "The text is not valid UTF-8. Please save the file with the encoding UTF-8.");
  }
  return text;
}

StoredContent take_in_source(docs_repo::DocumentRepository& repository, const std::string& text,
                             const DocumentType& type) {
  StoredContent stored;
  stored.blob_id = repository.write_blob(std::string_view(text)).hex;
  stored.sha256 = sha256_hex(text);
  stored.size = static_cast<std::int64_t>(text.size());
  stored.media_type = std::string(type.text_media_type);
  stored.file_name = std::string(type.name) + ".yaml";
  stored.readable_text = text;
  return stored;
}

void assign_content(Version& version, const StoredContent& content) {
  version.blob_id = content.blob_id;
  version.content_sha256 = content.sha256;
  version.content_size = content.size;
  version.media_type = content.media_type;
  version.file_name = content.file_name;
}

std::string text_for_reading(const docs_repo::DocumentRepository& repository, store::Session& session,
                             const Version& version) {
  if (version.is_markdown()) {
    const auto markdown = repository.read_blob(docs_repo::ObjectId{version.blob_id});
    return std::string(docs_repo::markdown_body(markdown));
  }
  return readable_text_of(session, version.blob_id).value_or("");
}

}  // namespace provost::workflows::documents
