#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace provost::docs_repo {

/// The text read from a file by another program; without text, why.
struct ConvertedText {
  std::optional<std::string> text;
  std::string reason;
};

/// A Word file as Markdown, by pandoc when it is installed. Bounded in time (30 s), memory (1 GB) and output (20 MB).
ConvertedText word_to_markdown(const std::filesystem::path& file);
/// The text of a PDF file, by pdftotext when it is installed; bounded likewise.
ConvertedText pdf_to_text(const std::filesystem::path& file);

}  // namespace provost::docs_repo
