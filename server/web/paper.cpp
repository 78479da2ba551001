#include "server/web/paper.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>

#include "docs_repo/import/upload_folder.hpp"
#include "docs_repo/text/conversion_tool.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

/// One at a time: each takes a thread of the workers and up to 1 GB.
constexpr auto longest_wait = std::chrono::seconds(5);
std::timed_mutex& one_at_a_time() {
  static std::timed_mutex mutex;
  return mutex;
}

}  // namespace

std::string without_foreign_pictures(const std::string& html) {
  constexpr std::string_view picture = "<img src=\"";
  constexpr std::string_view within = "data:image/";
  std::string kept;
  std::size_t from = 0;
  for (auto at = html.find(picture); at != std::string::npos; at = html.find(picture, from)) {
    const auto address = at + picture.size();
    const auto end = std::min(html.find('"', address), html.size());
    kept.append(html, from, address - from);
    if (html.compare(address, within.size(), within) == 0) kept.append(html, address, end - address);
    from = end;
  }
  return kept.append(html, from);
}

std::string as_pdf(const std::string& html, const std::filesystem::path& spool) {
  const std::unique_lock turn(one_at_a_time(), longest_wait);
  if (!turn.owns_lock()) {
    throw workflows::TooBusy("Another PDF is being made. Please try again in a moment.", longest_wait);
  }
  const docs_repo::UploadFolder folder(spool);
  const auto page = folder.path() / "page.html";
  {
    std::ofstream file(page, std::ios::binary);
    file << html;
    if (!file.flush()) throw workflows::StorageFull("The disk is full: no PDF could be made.");
  }
  auto answer = docs_repo::run_tool({"weasyprint", "--quiet", "--encoding", "utf-8", page.string(), "-"});
  if (!answer.output || !answer.output->starts_with("%PDF")) {
    throw workflows::Conflict(
        "The PDF could not be made: " + (answer.reason.empty() ? std::string("the program gave none") : answer.reason) +
        ". Print the page from your browser instead, or tell your administrator.");
  }
  return std::move(*answer.output);
}

}  // namespace provost::web
