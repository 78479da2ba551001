#include "docs_repo/store/document_repository.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <utility>

#include "docs_repo/store/commit_writing.hpp"
#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/path_rules.hpp"
#include "docs_repo/store/reference_moves.hpp"
#include "docs_repo/store/repository_layout.hpp"
#include "docs_repo/store/repository_pool.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::size_t piece_size = std::size_t{64} * 1024;

RepositoryError foreign(const std::filesystem::path& path, const std::string& why) {
  return {RepositoryProblem::foreign, "The repository at " + path.string() + " is not this organisation's: " + why +
                                          ". Check the data folder, or restore the right repository from a backup."};
}

RepositoryError damaged(const std::filesystem::path& path, const std::string& how) {
  return {RepositoryProblem::damaged,
          "The document repository " + path.string() + " is damaged: " + how + ". Restore it from the latest backup."};
}

std::string setting(git_config* configuration, const char* name) {
  GitBuffer value;
  return git_config_get_string_buf(value.get(), configuration, name) == 0 ? value.c_str() : "";
}

std::optional<git_oid> file_in(git_repository* repository, const git_oid& commit_id, const char* path) {
  const auto tree = find_tree(repository, *git_commit_tree_id(find_commit(repository, commit_id).get()));
  const auto* entry = git_tree_entry_byname(tree.get(), path);
  return entry == nullptr ? std::nullopt : std::optional(*git_tree_entry_id(entry));
}

/// Both ends of the history name the organisation: the root commit that the configuration tells, and `published` now.
void check_owner(git_repository* repository, const std::filesystem::path& path, const std::string& organisation_id) {
  GitConfig configuration;
  check(make_owned(configuration, [&](git_config** raw) { return git_repository_config_snapshot(raw, repository); }),
        repository, "read its configuration");
  const auto named = setting(configuration.get(), organisation_setting);
  if (named.empty()) throw foreign(path, "it does not name an organisation");
  if (named != organisation_id) throw foreign(path, "it belongs to the organisation " + named);
  const auto root = setting(configuration.get(), root_setting);
  if (!is_object_name(root)) throw damaged(path, "its configuration does not name its first commit");
  const auto root_id = to_git({root});
  const auto published = find_reference(repository, std::string(published_reference));
  if (!published) throw damaged(path, "it has lost its branch published");
  const auto at_root = file_in(repository, root_id, organisation_file);
  const auto at_published = file_in(repository, *published, organisation_file);
  if (!at_root || !at_published || git_oid_equal(&*at_root, &*at_published) == 0) {
    throw foreign(path, "the branch published does not go on from its first commit");
  }
  const auto blob = find_blob(repository, from_git(*at_root));
  const std::string_view text(static_cast<const char*>(git_odb_object_data(blob.get())),
                              git_odb_object_size(blob.get()));
  if (text != organisation_text(organisation_id)) throw foreign(path, "its first commit names another organisation");
}

std::string_view content_of(const GitOdbObject& blob) {
  return {static_cast<const char*>(git_odb_object_data(blob.get())), git_odb_object_size(blob.get())};
}

GitOdb odb_of(git_repository* repository) {
  GitOdb odb;
  check(make_owned(odb, [&](git_odb** raw) { return git_repository_odb(raw, repository); }), repository,
        "open its objects");
  return odb;
}

git_oid stream_blob(git_repository* repository, const std::filesystem::path& file) {
  FileDescriptor source(file, O_RDONLY);
  struct stat status {};
  if (::fstat(source.number(), &status) != 0) throw_file_failure(errno, file.string(), "read");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto doing = "store the file " + file.string();
  const auto odb = odb_of(repository);
  GitOdbStream stream;
  check(make_owned(stream,
                   [&](git_odb_stream** raw) { return git_odb_open_wstream(raw, odb.get(), size, GIT_OBJECT_BLOB); }),
        repository, doing);
  std::array<char, piece_size> piece;
  std::uint64_t written = 0;
  while (const auto got = source.read_up_to(piece.data(), piece.size())) {
    written += got;
    if (written > size) break;
    check(git_odb_stream_write(stream.get(), piece.data(), got), repository, doing);
  }
  if (written != size) {
    throw RepositoryError(RepositoryProblem::failed,
                          "The file " + file.string() + " changed while it was stored. Try again.");
  }
  git_oid id;
  check(git_odb_stream_finalize_write(&id, stream.get()), repository, doing);
  return id;
}

Identity identity_of(const git_signature& signature) {
  return {signature.name, signature.email, Instant{std::chrono::seconds{signature.when.time}}};
}

}  // namespace

struct DocumentRepository::Parts {
  GitLibrary library;
  RepositoryPool pool;
  std::string organisation_id;
  LockPatience patience;

  /// libgit2 syncs an object and the folder it is in, but not the entry of a folder it made for it.
  void sync_objects() const { sync_folder(pool.path() / "objects"); }
};

DocumentRepository::DocumentRepository(std::filesystem::path path, std::string organisation_id, LockPatience patience)
    : parts_(new Parts{{}, RepositoryPool(std::move(path)), std::move(organisation_id), patience}) {
  parts_->pool.with([this](git_repository* repository) {
    check_owner(repository, parts_->pool.path(), parts_->organisation_id);
    return true;
  });
}

DocumentRepository::~DocumentRepository() = default;

ObjectId DocumentRepository::write_blob(std::string_view content) {
  auto id = parts_->pool.with([&](git_repository* repository) {
    git_oid written;
    check(git_odb_write(&written, odb_of(repository).get(), content.data(), content.size(), GIT_OBJECT_BLOB),
          repository, "store a file");
    return from_git(written);
  });
  parts_->sync_objects();
  return id;
}

ObjectId DocumentRepository::write_file(const std::filesystem::path& file) {
  auto id = parts_->pool.with([&](git_repository* repository) { return from_git(stream_blob(repository, file)); });
  parts_->sync_objects();
  return id;
}

std::string DocumentRepository::read_blob(const ObjectId& blob) const {
  return parts_->pool.with(
      [&](git_repository* repository) { return std::string(content_of(find_blob(repository, blob))); });
}

std::uint64_t DocumentRepository::blob_size(const ObjectId& blob) const {
  return parts_->pool.with([&](git_repository* repository) {
    const auto id = to_git(blob);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    check(git_odb_read_header(&size, &type, odb_of(repository).get(), &id), repository, "read the object " + blob.hex);
    return static_cast<std::uint64_t>(size);
  });
}

void DocumentRepository::read_blob_in_pieces(const ObjectId& blob,
                                             const std::function<void(std::string_view)>& take) const {
  const auto object = parts_->pool.with([&](git_repository* repository) { return find_blob(repository, blob); });
  for (auto rest = content_of(object); !rest.empty(); rest.remove_prefix(std::min(piece_size, rest.size()))) {
    take(rest.substr(0, piece_size));
  }
}

ObjectId DocumentRepository::commit(const CommitRequest& request) {
  auto id = parts_->pool.with([&](git_repository* repository) { return write_commit(repository, request); });
  parts_->sync_objects();
  return id;
}

CommitDetails DocumentRepository::commit_details(const ObjectId& commit) const {
  return parts_->pool.with([&](git_repository* repository) {
    auto id = to_git(commit);
    const auto found = find_commit(repository, id);
    CommitDetails details;
    details.id = commit;
    details.tree = from_git(*git_commit_tree_id(found.get()));
    for (unsigned i = 0; i < git_commit_parentcount(found.get()); ++i) {
      details.parents.push_back(from_git(*git_commit_parent_id(found.get(), i)));
    }
    details.author = identity_of(*git_commit_author(found.get()));
    details.message = git_commit_message_raw(found.get());
    GitBuffer signature;
    GitBuffer payload;
    const int result = git_commit_extract_signature(signature.get(), payload.get(), repository, &id, nullptr);
    if (result == GIT_ENOTFOUND) return details;
    check(result, repository, "read the commit " + commit.hex);
    details.signature = signature.view();
    details.signed_payload = payload.view();
    return details;
  });
}

std::optional<ObjectId> DocumentRepository::entry(const ObjectId& commit, std::string_view path) const {
  return parts_->pool.with([&](git_repository* repository) -> std::optional<ObjectId> {
    const auto tree = tree_of(repository, commit);
    GitTreeEntry entry;
    const int result = make_owned(
        entry, [&](git_tree_entry** raw) { return git_tree_entry_bypath(raw, tree.get(), std::string(path).c_str()); });
    if (result == GIT_ENOTFOUND) return std::nullopt;
    check(result, repository, "read the commit " + commit.hex);
    if (git_tree_entry_type(entry.get()) != GIT_OBJECT_BLOB) return std::nullopt;
    return from_git(*git_tree_entry_id(entry.get()));
  });
}

std::vector<TreeEntry> DocumentRepository::entries(const ObjectId& commit, std::string_view folder) const {
  return parts_->pool.with([&](git_repository* repository) {
    struct Walk {
      std::string prefix;
      std::vector<TreeEntry> found;
    } walk;
    auto tree = tree_of(repository, commit);
    if (!folder.empty()) {
      GitTreeEntry entry;
      const int result = make_owned(entry, [&](git_tree_entry** raw) {
        return git_tree_entry_bypath(raw, tree.get(), std::string(folder).c_str());
      });
      if (result == GIT_ENOTFOUND) return walk.found;
      check(result, repository, "read the commit " + commit.hex);
      if (git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE) return walk.found;
      tree = find_tree(repository, *git_tree_entry_id(entry.get()));
      walk.prefix = std::string(folder) + "/";
    }
    const auto visit = [](const char* root, const git_tree_entry* entry, void* data) {
      auto& into = *static_cast<Walk*>(data);
      if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
        into.found.push_back({into.prefix + root + git_tree_entry_name(entry), from_git(*git_tree_entry_id(entry))});
      }
      return 0;
    };
    check(git_tree_walk(tree.get(), GIT_TREEWALK_PRE, visit, &walk), repository, "read the commit " + commit.hex);
    return walk.found;
  });
}

std::optional<ObjectId> DocumentRepository::reference(std::string_view name) const {
  return parts_->pool.with([&](git_repository* repository) -> std::optional<ObjectId> {
    const auto id = find_reference(repository, std::string(name));
    return id ? std::optional(from_git(*id)) : std::nullopt;
  });
}

std::map<std::string, ObjectId> DocumentRepository::references() const {
  return parts_->pool.with([&](git_repository* repository) {
    std::map<std::string, ObjectId> all;
    GitReferenceIterator iterator;
    check(
        make_owned(iterator, [&](git_reference_iterator** raw) { return git_reference_iterator_new(raw, repository); }),
        repository, "list its references");
    for (;;) {
      GitReference reference;
      const int result =
          make_owned(reference, [&](git_reference** raw) { return git_reference_next(raw, iterator.get()); });
      if (result == GIT_ITEROVER) return all;
      check(result, repository, "list its references");
      if (const auto* target = git_reference_target(reference.get())) {
        all.emplace(git_reference_name(reference.get()), from_git(*target));
      }
    }
  });
}

void DocumentRepository::move_reference(std::string_view name, const ObjectId& target) {
  check_reference_name(name);
  parts_->pool.once([&](git_repository* repository) {
    move_reference_to(repository, std::string(name), target, parts_->patience);
    return true;
  });
}

bool DocumentRepository::is_ancestor(const ObjectId& ancestor, const ObjectId& descendant) const {
  return parts_->pool.with([&](git_repository* repository) {
    const auto ancestor_id = to_git(ancestor);
    const auto descendant_id = to_git(descendant);
    find_commit(repository, ancestor_id);
    find_commit(repository, descendant_id);
    if (git_oid_equal(&ancestor_id, &descendant_id) != 0) return true;
    const int result = git_graph_descendant_of(repository, &descendant_id, &ancestor_id);
    check(result, repository, "read the history of " + descendant.hex);
    return result == 1;
  });
}

std::filesystem::path DocumentRepository::path() const {
  return parts_->pool.path();
}

std::string DocumentRepository::organisation_id() const {
  return parts_->organisation_id;
}

}  // namespace provost::docs_repo
