#include "docs_repo/store/integrity.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/integrity_checks.hpp"
#include "docs_repo/store/repository_layout.hpp"
#include "docs_repo/store/repository_pool.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::string_view root_line = "\troot = ";

std::string_view content_of(const git_odb_object* object) {
  return {static_cast<const char*>(git_odb_object_data(const_cast<git_odb_object*>(object))),
          git_odb_object_size(const_cast<git_odb_object*>(object))};
}

git_oid first_commit_of(git_repository* repository, git_oid commit) {
  for (;;) {
    const auto found = find_commit(repository, commit);
    if (git_commit_parentcount(found.get()) == 0) return commit;
    commit = *git_commit_parent_id(found.get(), 0);
  }
}

}  // namespace

std::optional<std::string> read_if_present(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error == std::errc::no_such_file_or_directory) return std::nullopt;
  if (error) throw_file_failure(error.value(), file.string(), "read");
  std::string content(size, '\0');
  try {
    content.resize(FileDescriptor(file, O_RDONLY).read_up_to(content.data(), content.size()));
  } catch (const RepositoryError&) {
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    throw;
  }
  return content;
}

std::optional<IntegrityProblem> check_fixed_files(const std::filesystem::path& repository,
                                                  std::string_view organisation_id, ObjectId& root) {
  const auto head = read_if_present(repository / "HEAD");
  if (!head) return IntegrityProblem{"HEAD", "The file is missing."};
  if (*head != head_text) return IntegrityProblem{"HEAD", "It does not name the branch published, as it must."};
  const auto configuration = read_if_present(repository / "config");
  if (!configuration) return IntegrityProblem{"config", "The file is missing."};
  const auto line = configuration->rfind(root_line);
  if (line != std::string::npos) root.hex = configuration->substr(line + root_line.size(), GIT_OID_HEXSZ);
  if (*configuration != configuration_text(organisation_id, root)) {
    return IntegrityProblem{"config", "It is not as it was created for this organisation."};
  }
  for (const auto* name : {"objects/info/alternates", "shallow", "info/grafts"}) {
    if (std::filesystem::exists(repository / name)) {
      return IntegrityProblem{name, "This file makes git read a history other than the one in this repository."};
    }
  }
  return std::nullopt;
}

std::optional<IntegrityProblem> check_root(const std::filesystem::path& repository, const CheckedReferences& references,
                                           std::string_view organisation_id, const ObjectId& root) {
  const std::string name(published_reference);
  const auto published = references.find(name);
  if (published == references.end()) return IntegrityProblem{name, "The branch is missing."};
  const auto handle = open_repository(repository);
  const auto first = from_git(first_commit_of(handle.get(), to_git(published->second)));
  if (first != root)
    return IntegrityProblem{name, "Its history does not begin with the commit the configuration names."};
  const auto tree = tree_of(handle.get(), root);
  const auto* entry = git_tree_entry_byname(tree.get(), organisation_file);
  if (entry == nullptr || content_of(find_blob(handle.get(), from_git(*git_tree_entry_id(entry))).get()) !=
                              organisation_text(organisation_id)) {
    return IntegrityProblem{name, "Its first commit does not name this organisation."};
  }
  return std::nullopt;
}

std::optional<IntegrityProblem> first_problem(
    const DocumentRepository& repository, const std::function<void(std::size_t done, std::size_t total)>& progress) {
  const GitLibrary library;
  const auto path = repository.path();
  const auto organisation_id = repository.organisation_id();
  ObjectId root;
  CheckedReferences references;
  try {
    if (auto problem = check_fixed_files(path, organisation_id, root)) return problem;
    if (auto problem = check_references(path, references)) return problem;
    if (auto problem = check_packs(path)) return problem;
    if (auto problem = check_objects(path, references, progress)) return problem;
    return check_root(path, references, organisation_id, root);
  } catch (const std::filesystem::filesystem_error& error) {
    throw_file_failure(error.code().value(), path.string(), "read all of");
  }
}

}  // namespace provost::docs_repo
