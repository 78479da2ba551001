#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "docs_repo/store/git_handles.hpp"
#include "docs_repo/store/integrity_checks.hpp"
#include "docs_repo/store/loose_object.hpp"
#include "docs_repo/store/repository_pool.hpp"

namespace provost::docs_repo {

namespace {

using GitObject = GitOwned<git_object, git_object_free>;

constexpr std::size_t progress_step = 256;

struct HashId {
  std::size_t operator()(const git_oid& id) const noexcept {
    std::size_t hash;
    std::memcpy(&hash, id.id, sizeof hash);
    return hash;
  }
};
struct SameId {
  bool operator()(const git_oid& left, const git_oid& right) const noexcept {
    return git_oid_equal(&left, &right) != 0;
  }
};
template <class Value>
using MapById = std::unordered_map<git_oid, Value, HashId, SameId>;

struct Mention {
  git_object_t type;
  git_oid by;
};

std::string where(const git_oid& id) {
  const auto hex = from_git(id).hex;
  return "objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

class ObjectWalk {
 public:
  ObjectWalk(std::filesystem::path path, const std::function<void(std::size_t, std::size_t)>& progress)
      : path_(std::move(path)), progress_(progress), repository_(open_repository(path_)) {}

  std::optional<IntegrityProblem> walk(const CheckedReferences& references) {
    list();
    progress_(0, ids_.size());
    for (const auto& id : ids_) {
      if (auto problem = check_one(id)) return problem;
      if (++done_ % progress_step == 0) progress_(done_, ids_.size());
    }
    progress_(done_, ids_.size());
    for (const auto& [child, mention] : mentions_) {
      if (!is_there(child, mention.type)) {
        return IntegrityProblem{
            where(child), "The object is missing or of another kind; " + from_git(mention.by).hex + " refers to it."};
      }
    }
    for (const auto& [name, commit] : references) {
      if (!is_there(to_git(commit), GIT_OBJECT_COMMIT)) {
        return IntegrityProblem{name, "The commit " + commit.hex + " it names is missing."};
      }
    }
    return std::nullopt;
  }

 private:
  void list() {
    GitOdb odb;
    check(make_owned(odb, [&](git_odb** raw) { return git_repository_odb(raw, repository_.get()); }), repository_.get(),
          "list its objects");
    const auto collect = [](const git_oid* id, void* into) {
      static_cast<std::vector<git_oid>*>(into)->push_back(*id);
      return 0;
    };
    check(git_odb_foreach(odb.get(), collect, &ids_), repository_.get(), "list its objects");
    const auto before = [](const git_oid& left, const git_oid& right) { return git_oid_cmp(&left, &right) < 0; };
    std::sort(ids_.begin(), ids_.end(), before);
    ids_.erase(std::unique(ids_.begin(), ids_.end(), SameId()), ids_.end());
  }

  std::optional<IntegrityProblem> check_one(const git_oid& id) {
    if (const auto file = read_if_present(path_ / where(id))) {
      const auto loose = check_loose_object(*file, id);
      if (loose.problem) return IntegrityProblem{where(id), *loose.problem};
      types_[id] = loose.type;
      if (loose.type == GIT_OBJECT_BLOB) return std::nullopt;
    }
    const auto object = look_up(id);
    if (!object)
      return IntegrityProblem{where(id), "The object is damaged: its content is not the one its name stands for."};
    const auto type = git_object_type(object.get());
    types_[id] = type;
    if (type == GIT_OBJECT_COMMIT) note_commit(id, reinterpret_cast<git_commit*>(object.get()));
    if (type == GIT_OBJECT_TREE) return note_tree(id, reinterpret_cast<git_tree*>(object.get()));
    return std::nullopt;
  }

  /// Reads, checks the hash and takes the object apart; null when that fails, also with a handle that knows the newest
  /// packs.
  GitObject look_up(const git_oid& id) {
    GitObject object;
    const auto read = [&](git_object** raw) { return git_object_lookup(raw, repository_.get(), &id, GIT_OBJECT_ANY); };
    if (make_owned(object, read) < 0) {
      repository_ = open_repository(path_);
      make_owned(object, read);
    }
    return object;
  }

  void note_commit(const git_oid& id, git_commit* commit) {
    mentions_.insert({*git_commit_tree_id(commit), {GIT_OBJECT_TREE, id}});
    for (unsigned i = 0; i < git_commit_parentcount(commit); ++i) {
      mentions_.insert({*git_commit_parent_id(commit, i), {GIT_OBJECT_COMMIT, id}});
    }
  }

  std::optional<IntegrityProblem> note_tree(const git_oid& id, git_tree* tree) {
    for (std::size_t i = 0; i < git_tree_entrycount(tree); ++i) {
      const auto* entry = git_tree_entry_byindex(tree, i);
      const auto type = git_tree_entry_type(entry);
      if (type != GIT_OBJECT_BLOB && type != GIT_OBJECT_TREE) {
        return IntegrityProblem{where(id), "The folder listing holds something that is no file and no folder."};
      }
      mentions_.insert({*git_tree_entry_id(entry), {type, id}});
    }
    return std::nullopt;
  }

  /// Objects written since the list was made are looked up.
  bool is_there(const git_oid& id, git_object_t type) {
    const auto known = types_.find(id);
    if (known != types_.end()) return known->second == type;
    const auto object = look_up(id);
    return object && git_object_type(object.get()) == type;
  }

  std::filesystem::path path_;
  const std::function<void(std::size_t, std::size_t)>& progress_;
  GitRepository repository_;
  std::vector<git_oid> ids_;
  std::size_t done_ = 0;
  MapById<git_object_t> types_;
  /// What each object is said to be by the first that refers to it.
  MapById<Mention> mentions_;
};

}  // namespace

std::optional<IntegrityProblem> check_objects(const std::filesystem::path& repository,
                                              const CheckedReferences& references,
                                              const std::function<void(std::size_t, std::size_t)>& progress) {
  return ObjectWalk(repository, progress).walk(references);
}

}  // namespace provost::docs_repo
