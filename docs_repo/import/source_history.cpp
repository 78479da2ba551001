#include <git2.h>

#include <algorithm>
#include <memory>

#include "docs_repo/import/source_scan.hpp"

namespace provost::docs_repo {

namespace {

template <class Handle>
using Owned = std::unique_ptr<Handle, void (*)(Handle*)>;

Owned<git_tree> tree_of(git_commit* commit) {
  git_tree* tree = nullptr;
  git_commit_tree(&tree, commit);
  return {tree, git_tree_free};
}

/// The blob a path leads to in a tree, as hexadecimal digits; empty when there is none.
std::string blob_at(const git_tree* tree, const std::string& path) {
  git_tree_entry* entry = nullptr;
  if (tree == nullptr || git_tree_entry_bypath(&entry, tree, path.c_str()) != 0) return "";
  const Owned<git_tree_entry> owned(entry, git_tree_entry_free);
  if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB) return "";
  return git_oid_tostr_s(git_tree_entry_id(entry));
}

std::string blob_content(git_repository* repository, const std::string& id) {
  git_oid oid;
  git_blob* blob = nullptr;
  if (git_oid_fromstr(&oid, id.c_str()) != 0 || git_blob_lookup(&blob, repository, &oid) != 0) return "";
  const Owned<git_blob> owned(blob, git_blob_free);
  return {static_cast<const char*>(git_blob_rawcontent(blob)), static_cast<std::size_t>(git_blob_rawsize(blob))};
}

SourceRevision revision_of(git_repository* repository, git_commit* commit, const std::string& blob) {
  const auto* author = git_commit_author(commit);
  const auto* summary = git_commit_summary(commit);
  return {blob_content(repository, blob), author->name, author->email, Instant{std::chrono::seconds(author->when.time)},
          summary == nullptr ? "" : summary};
}

}  // namespace

void read_history(const std::filesystem::path& start, std::vector<SourceFile>& files) {
  git_libgit2_init();
  const std::shared_ptr<void> library(nullptr, [](void*) { git_libgit2_shutdown(); });
  git_repository* opened = nullptr;
  if (git_repository_open_ext(&opened, start.c_str(), 0, nullptr) != 0) return;
  const Owned<git_repository> repository(opened, git_repository_free);
  const char* work_tree = git_repository_workdir(opened);
  if (work_tree == nullptr) return;
  const auto prefix = start.lexically_relative(std::filesystem::canonical(work_tree)).generic_string();

  git_revwalk* created = nullptr;
  if (git_revwalk_new(&created, opened) != 0) return;
  const Owned<git_revwalk> walk(created, git_revwalk_free);
  git_revwalk_simplify_first_parent(created);
  if (git_revwalk_push_head(created) != 0) return;

  // Newest first: each commit is compared with its first parent, file by file.
  git_oid id;
  while (git_revwalk_next(&id, created) == 0) {
    git_commit* found = nullptr;
    if (git_commit_lookup(&found, opened, &id) != 0) continue;
    const Owned<git_commit> commit(found, git_commit_free);
    const auto tree = tree_of(found);
    git_commit* first_parent = nullptr;
    if (git_commit_parentcount(found) > 0) git_commit_parent(&first_parent, found, 0);
    const Owned<git_commit> parent(first_parent, git_commit_free);
    const auto parent_tree = first_parent == nullptr ? Owned<git_tree>(nullptr, git_tree_free) : tree_of(first_parent);
    for (auto& file : files) {
      const auto path = prefix == "." ? file.path : prefix + "/" + file.path;
      const auto blob = blob_at(tree.get(), path);
      if (blob.empty() || blob == blob_at(parent_tree.get(), path)) continue;
      file.history.push_back(revision_of(opened, found, blob));
    }
  }
  for (auto& file : files) std::reverse(file.history.begin(), file.history.end());
}

}  // namespace provost::docs_repo
