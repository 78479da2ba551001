#include <algorithm>
#include <string>

#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/integrity_checks.hpp"
#include "docs_repo/store/path_rules.hpp"

namespace provost::docs_repo {

namespace {

/// As git and libgit2 write it.
constexpr std::string_view packed_header = "# pack-refs with: peeled fully-peeled sorted \n";
constexpr const char* packed_file = "packed-refs";

std::optional<IntegrityProblem> name_problem(const std::string& name) {
  try {
    check_reference_name(name);
    return std::nullopt;
  } catch (const RepositoryError&) {
    return IntegrityProblem{name, "This is no reference of a document repository."};
  }
}

std::optional<IntegrityProblem> check_packed(std::string_view text, CheckedReferences& references) {
  if (!text.starts_with(packed_header)) return IntegrityProblem{packed_file, "Its first line is damaged."};
  text.remove_prefix(packed_header.size());
  std::string last;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (end == std::string_view::npos || line.size() < GIT_OID_HEXSZ + 2 || line[GIT_OID_HEXSZ] != ' ' ||
        !is_object_name(line.substr(0, GIT_OID_HEXSZ))) {
      return IntegrityProblem{packed_file, "A line is damaged."};
    }
    std::string name(line.substr(GIT_OID_HEXSZ + 1));
    if (auto problem = name_problem(name)) return problem;
    if (name <= last) return IntegrityProblem{packed_file, "Its lines are out of order at " + name + "."};
    // A file of the same name counts more.
    references.emplace(name, ObjectId{std::string(line.substr(0, GIT_OID_HEXSZ))});
    last = std::move(name);
    text.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<IntegrityProblem> check_references(const std::filesystem::path& repository,
                                                 CheckedReferences& references) {
  for (const auto& item : std::filesystem::recursive_directory_iterator(repository / "refs")) {
    if (item.is_directory() || item.path().extension() == ".lock") continue;
    const auto name = item.path().lexically_relative(repository).generic_string();
    const auto content = read_if_present(item.path());
    if (!content) continue;
    if (auto problem = name_problem(name)) return problem;
    if (!content->ends_with('\n') || !is_object_name(std::string_view(*content).substr(0, content->size() - 1))) {
      return IntegrityProblem{name, "The file is damaged: it does not hold the name of a commit."};
    }
    references.emplace(name, ObjectId{content->substr(0, GIT_OID_HEXSZ)});
  }
  if (const auto packed = read_if_present(repository / packed_file)) {
    if (auto problem = check_packed(*packed, references)) return problem;
  }
  if (!references.contains(std::string(published_reference))) {
    return IntegrityProblem{std::string(published_reference), "The branch is missing."};
  }
  return std::nullopt;
}

}  // namespace provost::docs_repo
