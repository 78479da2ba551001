#include "docs_repo/store/path_rules.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "docs_repo/store/repository_error.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::size_t longest_part = 100;
constexpr std::size_t longest_path = 1000;
constexpr std::string_view heads = "refs/heads/";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter_or_digit(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/// Windows opens the device for these names, whatever their ending.
bool is_device_name(std::string_view part) {
  static constexpr std::array<std::string_view, 4> devices{"con", "prn", "aux", "nul"};
  std::string stem(part.substr(0, part.find('.')));
  std::transform(stem.begin(), stem.end(), stem.begin(), lower);
  if (std::find(devices.begin(), devices.end(), stem) != devices.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}

bool is_part(std::string_view part) {
  if (part.empty() || part.size() > longest_part || part.ends_with('.') || is_device_name(part)) return false;
  if (!is_letter_or_digit(part.front()) && part.front() != '_') return false;
  return std::all_of(part.begin(), part.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

template <class Accept>
bool all_parts(std::string_view path, Accept accept) {
  for (;;) {
    const auto slash = path.find('/');
    if (!accept(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

void check_tree_path(std::string_view path) {
  if (path.size() <= longest_path && all_parts(path, is_part)) return;
  throw RepositoryError(
      RepositoryProblem::failed,
      "The path \"" + std::string(path.substr(0, longest_path)) +
          "\" cannot be kept in the document repository. Use letters a to z, digits, '-', '_' and '.', "
          "and no name that a computer system keeps for itself.");
}

void check_reference_name(std::string_view name) {
  const bool good = name.size() <= longest_path && name.starts_with(heads) &&
                    all_parts(name.substr(heads.size()), [](std::string_view part) {
                      return is_part(part) && !part.ends_with(".lock") && part.find("..") == std::string_view::npos;
                    });
  if (good) return;
  throw RepositoryError(
      RepositoryProblem::failed,
      "\"" + std::string(name.substr(0, longest_path)) +
          "\" cannot be the name of a reference in the document repository. Use refs/heads/ followed by "
          "letters a to z, digits, '-', '_' and '.'.");
}

}  // namespace provost::docs_repo
