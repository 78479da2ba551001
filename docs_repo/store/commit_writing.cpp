#include "docs_repo/store/commit_writing.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/path_rules.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::string_view doing = "write a commit";

git_oid update_tree(git_repository* repository, git_tree* baseline, const std::vector<git_tree_update>& updates) {
  git_oid result;
  check(git_tree_create_updated(&result, repository, baseline, updates.size(), updates.data()), repository, doing);
  return result;
}

git_oid empty_tree(git_repository* repository) {
  git_treebuilder* raw = nullptr;
  check(git_treebuilder_new(&raw, repository, nullptr), repository, doing);
  const GitOwned<git_treebuilder, git_treebuilder_free> builder(raw);
  git_oid result;
  check(git_treebuilder_write(&result, builder.get()), repository, doing);
  return result;
}

/// What is at the path: an entry of a blob or of a tree, or none.
GitTreeEntry entry_at(git_repository* repository, git_tree* tree, const std::string& path) {
  GitTreeEntry entry;
  const int result =
      make_owned(entry, [&](git_tree_entry** raw) { return git_tree_entry_bypath(raw, tree, path.c_str()); });
  if (result != GIT_ENOTFOUND) check(result, repository, doing);
  return entry;
}

git_tree_update removal_of(const std::string& path) {
  git_tree_update update{};
  update.action = GIT_TREE_UPDATE_REMOVE;
  update.path = path.c_str();
  return update;
}

bool lies_in_any(const std::string& path, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const std::string& folder) { return path.starts_with(folder + "/"); });
}

/// Removes paths; libgit2 removes the folders that become empty by it, which git does not know.
git_oid without(git_repository* repository, const git_oid& tree_id, std::vector<std::string> paths) {
  const auto tree = find_tree(repository, tree_id);
  std::vector<std::string> present;
  // Sorted, a folder comes before what is in it, which then needs no removal of its own.
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    if (!lies_in_any(path, present) && entry_at(repository, tree.get(), path)) present.push_back(path);
  }
  if (present.empty()) return tree_id;
  std::vector<git_tree_update> updates;
  updates.reserve(present.size());
  for (const auto& path : present) updates.push_back(removal_of(path));
  return update_tree(repository, tree.get(), updates);
}

git_oid with(git_repository* repository, git_tree* baseline, const std::map<std::string, git_oid>& additions) {
  std::vector<git_tree_update> updates;
  updates.reserve(additions.size());
  for (const auto& [path, blob] : additions) {
    updates.push_back({GIT_TREE_UPDATE_UPSERT, blob, GIT_FILEMODE_BLOB, path.c_str()});
  }
  return update_tree(repository, baseline, updates);
}

git_oid changed_tree(git_repository* repository, const CommitRequest& request) {
  std::map<std::string, std::optional<ObjectId>> changes;
  for (const auto& change : request.changes) {
    check_tree_path(change.path);
    changes[change.path] = change.blob;
  }
  std::vector<std::string> removals;
  std::map<std::string, git_oid> additions;
  for (const auto& [path, blob] : changes) {
    if (blob) {
      additions.emplace(path, to_git(*blob));
    } else {
      removals.push_back(path);
    }
  }
  if (!request.base) return additions.empty() ? empty_tree(repository) : with(repository, nullptr, additions);
  const auto start = *git_tree_id(tree_of(repository, *request.base).get());
  const auto kept = without(repository, start, std::move(removals));
  return additions.empty() ? kept : with(repository, find_tree(repository, kept).get(), additions);
}

std::string holdable_by_git(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '<' || c == '>' || (c >= '\0' && c < ' ') || c == '\x7f'; },
      ' ');
  // libgit2 trims these at both ends, and refuses a text of nothing else.
  if (text.find_first_not_of(" .,:;\"\\'") == std::string::npos) return "unknown";
  return text;
}

GitSignature signature_of(git_repository* repository, const Identity& identity) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(identity.when).time_since_epoch().count();
  GitSignature signature;
  check(make_owned(signature,
                   [&](git_signature** raw) {
                     return git_signature_new(raw, holdable_by_git(identity.name).c_str(),
                                              holdable_by_git(identity.email).c_str(), std::max<git_time_t>(0, seconds),
                                              0);
                   }),
        repository, doing);
  return signature;
}

std::string without_line_break_at_end(std::string text) {
  // libgit2 would write it as a line of its own, which is no part of an armoured signature.
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

ObjectId write_commit(git_repository* repository, const CommitRequest& request) {
  const auto tree = find_tree(repository, changed_tree(repository, request));
  std::vector<GitCommit> parents;
  std::vector<const git_commit*> parent_pointers;
  for (const auto& parent : request.parents) {
    parents.push_back(find_commit(repository, to_git(parent)));
    parent_pointers.push_back(parents.back().get());
  }
  const auto author = signature_of(repository, request.author);
  auto message = request.message;
  std::replace(message.begin(), message.end(), '\0', ' ');
  GitBuffer payload;
  check(git_commit_create_buffer(payload.get(), repository, author.get(), author.get(), nullptr, message.c_str(),
                                 tree.get(), parent_pointers.size(), parent_pointers.data()),
        repository, doing);
  git_oid id;
  if (request.signer != nullptr) {
    const auto signature = without_line_break_at_end(request.signer->sign(payload.view()));
    check(git_commit_create_with_signature(&id, repository, payload.c_str(), signature.c_str(), nullptr), repository,
          doing);
  } else {
    GitOdb odb;
    check(make_owned(odb, [&](git_odb** raw) { return git_repository_odb(raw, repository); }), repository, doing);
    check(git_odb_write(&id, odb.get(), payload.view().data(), payload.view().size(), GIT_OBJECT_COMMIT), repository,
          doing);
  }
  return from_git(id);
}

}  // namespace provost::docs_repo
