#include "docs_repo/redline/sequence_difference.hpp"

#include <git2.h>

#include <stdexcept>

namespace provost::docs_repo {

namespace {

/// Each text as one line. Line breaks inside and an empty text would upset the count of lines.
std::string as_lines(const std::vector<std::string>& texts) {
  std::string lines;
  for (const auto& text : texts) {
    for (const char letter : text) {
      if (letter == '\n') {
        lines += "\x01";
      } else {
        lines += letter;
      }
    }
    lines += '\n';
  }
  return lines;
}

struct Steps {
  std::vector<DifferenceStep> list;
};

int add_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* payload) {
  auto& steps = static_cast<Steps*>(payload)->list;
  const auto old_line = static_cast<std::size_t>(line->old_lineno - 1);
  const auto new_line = static_cast<std::size_t>(line->new_lineno - 1);
  if (line->origin == GIT_DIFF_LINE_CONTEXT) {
    steps.push_back({Change::same, old_line, new_line});
  } else if (line->origin == GIT_DIFF_LINE_ADDITION) {
    steps.push_back({Change::inserted, 0, new_line});
  } else if (line->origin == GIT_DIFF_LINE_DELETION) {
    steps.push_back({Change::removed, old_line, 0});
  }
  return 0;
}

}  // namespace

std::vector<DifferenceStep> difference(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  Steps steps;
  if (before == after) {
    // Equal sequences give no lines at all.
    for (std::size_t i = 0; i < before.size(); ++i) steps.list.push_back({Change::same, i, i});
    return steps.list;
  }
  // Started once and kept: starting the library costs more than most comparisons.
  static const int library = git_libgit2_init();
  if (library < 0) throw std::runtime_error("libgit2 cannot start");
  const auto old_lines = as_lines(before);
  const auto new_lines = as_lines(after);
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT;
  options.context_lines = 0x7fffffff;
  if (git_diff_buffers(old_lines.data(), old_lines.size(), nullptr, new_lines.data(), new_lines.size(), nullptr,
                       &options, nullptr, nullptr, nullptr, add_line, &steps) != 0) {
    throw std::runtime_error("the difference of two texts could not be found");
  }
  return steps.list;
}

}  // namespace provost::docs_repo
