#include "docs_repo/store/git_handles.hpp"

#include <cerrno>
#include <mutex>
#include <system_error>

namespace provost::docs_repo {

namespace {

std::string reason_for(int error) {
  return std::generic_category().message(error);
}

bool ends_with_reason(std::string_view message, int error) {
  return message.ends_with(reason_for(error));
}

bool is_damage(int result, int kind, std::string_view message) {
  if (result == GIT_EMISMATCH) return true;
  for (const auto* word : {"corrupt", "mismatch", "parse", "truncated", "inflate"}) {
    if (message.find(word) != std::string_view::npos) return true;
  }
  return kind == GIT_ERROR_ZLIB || kind == GIT_ERROR_OBJECT || kind == GIT_ERROR_INDEXER || kind == GIT_ERROR_SHA1;
}

std::string storage_full_sentence(const std::string& path) {
  return "The disk or quota that holds " + path + " is full. Free some space there and try again; nothing was lost.";
}

}  // namespace

GitLibrary::GitLibrary() {
  // libgit2's options are its own global state, without a lock: owners that start at the same time take turns.
  static std::mutex turn;
  const std::lock_guard lock(turn);
  if (git_libgit2_init() < 0) throw RepositoryError(RepositoryProblem::failed, "libgit2 cannot be started.");
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_SYMBOLIC_REF_CREATION, 1);
  for (const auto level :
       {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, static_cast<int>(level), "");
  }
  // The folder comes from the administrator, and libgit2 runs no programs a repository names, so a folder that belongs
  // to another account (a restored backup, a command run by root) is no danger.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  // By default 256 MB of objects and 8 GB of pack windows may stay in memory.
  git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, static_cast<ssize_t>(16) * 1024 * 1024);
  git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, static_cast<std::size_t>(8) * 1024 * 1024);
  git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, static_cast<std::size_t>(64) * 1024 * 1024);
}

GitLibrary::~GitLibrary() {
  git_libgit2_shutdown();
}

void throw_git_failure(int result, const std::string& repository_path, std::string_view doing) {
  const int system_error = errno;
  const git_error* last = git_error_last();
  const std::string message = last == nullptr || last->message == nullptr ? "no reason given" : last->message;
  const int kind = last == nullptr ? GIT_ERROR_NONE : last->klass;
  const std::string tried = "The document repository " + repository_path + " could not " + std::string(doing);
  // Writing to a stream fails without a message.
  const bool is_silent = last == nullptr || last->message == nullptr;
  if (ends_with_reason(message, ENOSPC) || ends_with_reason(message, EDQUOT) ||
      (is_silent && (system_error == ENOSPC || system_error == EDQUOT))) {
    throw RepositoryError(RepositoryProblem::storage_full, storage_full_sentence(repository_path));
  }
  if (result == GIT_ENOTFOUND) {
    throw RepositoryError(RepositoryProblem::missing,
                          tried + ": it is not there. Run the verify command; restore the latest backup if it agrees.");
  }
  if (is_damage(result, kind, message)) {
    throw RepositoryError(RepositoryProblem::damaged, tried + ": the file is damaged (" + message +
                                                          "). Run the verify command and restore the latest backup.");
  }
  throw RepositoryError(RepositoryProblem::failed,
                        tried + " (" + message + "). Check that this account may read and write the folder.");
}

void throw_file_failure(int error, const std::string& path, std::string_view doing) {
  if (error == ENOSPC || error == EDQUOT) {
    throw RepositoryError(RepositoryProblem::storage_full, storage_full_sentence(path));
  }
  throw RepositoryError(RepositoryProblem::failed, "Could not " + std::string(doing) + " " + path + " (" +
                                                       reason_for(error) +
                                                       "). Check that this account may read and write it.");
}

bool is_object_name(std::string_view text) {
  return text.size() == GIT_OID_HEXSZ && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

git_oid to_git(const ObjectId& id) {
  git_oid oid;
  if (!is_object_name(id.hex) || git_oid_fromstrn(&oid, id.hex.data(), id.hex.size()) != 0) {
    throw RepositoryError(RepositoryProblem::failed,
                          "\"" + id.hex + "\" is no object name. Object names have 40 hexadecimal digits.");
  }
  return oid;
}

ObjectId from_git(const git_oid& id) {
  std::string hex(GIT_OID_HEXSZ, '0');
  git_oid_fmt(hex.data(), &id);
  return {hex};
}

GitCommit find_commit(git_repository* repository, const git_oid& id) {
  GitCommit commit;
  check(make_owned(commit, [&](git_commit** raw) { return git_commit_lookup(raw, repository, &id); }), repository,
        "read the commit " + from_git(id).hex);
  return commit;
}

GitTree find_tree(git_repository* repository, const git_oid& id) {
  GitTree tree;
  check(make_owned(tree, [&](git_tree** raw) { return git_tree_lookup(raw, repository, &id); }), repository,
        "read the folder listing " + from_git(id).hex);
  return tree;
}

GitTree tree_of(git_repository* repository, const ObjectId& commit) {
  return find_tree(repository, *git_commit_tree_id(find_commit(repository, to_git(commit)).get()));
}

GitOdbObject find_blob(git_repository* repository, const ObjectId& blob) {
  const auto id = to_git(blob);
  const auto doing = "read the object " + blob.hex;
  GitOdb odb;
  check(make_owned(odb, [&](git_odb** raw) { return git_repository_odb(raw, repository); }), repository, doing);
  GitOdbObject object;
  check(make_owned(object, [&](git_odb_object** raw) { return git_odb_read(raw, odb.get(), &id); }), repository, doing);
  if (git_odb_object_type(object.get()) != GIT_OBJECT_BLOB) {
    throw RepositoryError(RepositoryProblem::missing, "The object " + blob.hex + " in the document repository " +
                                                          git_repository_path(repository) + " is not a file.");
  }
  return object;
}

std::optional<git_oid> find_reference(git_repository* repository, const std::string& name) {
  git_oid id;
  const int result = git_reference_name_to_id(&id, repository, name.c_str());
  if (result == GIT_ENOTFOUND) return std::nullopt;
  check(result, repository, "read the reference " + name);
  return id;
}

}  // namespace provost::docs_repo
