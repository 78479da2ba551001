#include "docs_repo/text/converted_text.hpp"

#include <vector>

#include "docs_repo/text/conversion_tool.hpp"
#include "docs_repo/text/utf8.hpp"

namespace provost::docs_repo {

namespace {

ConvertedText run(const std::vector<std::string>& words) {
  auto answer = run_tool(words);
  if (!answer.output) return {std::nullopt, answer.reason};
  if (!is_valid_utf8(*answer.output)) return {std::nullopt, "its text is not valid UTF-8"};
  std::erase(*answer.output, '\0');
  return {std::move(answer.output), ""};
}

}  // namespace

ConvertedText word_to_markdown(const std::filesystem::path& file) {
  return run({"pandoc", "--sandbox", "--from=docx", "--to=gfm", "--wrap=none", file.string()});
}

ConvertedText pdf_to_text(const std::filesystem::path& file) {
  return run({"pdftotext", "-q", "-enc", "UTF-8", "-nopgbrk", file.string(), "-"});
}

}  // namespace provost::docs_repo
