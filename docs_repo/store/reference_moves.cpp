#include "docs_repo/store/reference_moves.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>
#include <optional>
#include <thread>

#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/git_handles.hpp"

namespace provost::docs_repo {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds pause{2};

RepositoryError stayed_locked(const std::string& what) {
  return {RepositoryProblem::failed, what +
                                         " stays locked by another program. Wait for that program to end and try "
                                         "again; if none is running, remove the lock file."};
}

/// The turn among all Provost processes and threads to move references of one repository. The kernel gives it back
/// when a process dies. The file is not the one of any git program, and stays.
class Turn {
 public:
  Turn(const std::filesystem::path& repository, Steady::time_point give_up)
      : file_(repository / "provost-moving.lock", O_RDWR | O_CREAT) {
    while (::flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
      if (Steady::now() >= give_up) throw stayed_locked((repository / "provost-moving.lock").string());
      std::this_thread::sleep_for(pause);
    }
  }

 private:
  FileDescriptor file_;
};

/// Tells a lock file that stays from one that comes and goes.
class LockFileWatch {
 public:
  explicit LockFileWatch(std::filesystem::path file) : file_(std::move(file)) {}

  /// True when the file has been one and the same since a look at least that long ago.
  bool stays_for(std::chrono::milliseconds time) {
    const auto now = Steady::now();
    const auto present = look();
    if (!present || !last_ || *present != *last_) {
      last_ = present;
      since_ = now;
      return false;
    }
    return now - since_ >= time;
  }

  void remove() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    last_.reset();
  }

 private:
  struct Identity {
    ino_t inode;
    time_t seconds;
    long nanoseconds;
    off_t size;
    bool operator==(const Identity&) const = default;
  };

  std::optional<Identity> look() const {
    struct stat status {};
    if (::stat(file_.c_str(), &status) != 0) return std::nullopt;
    return Identity{status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size};
  }

  std::filesystem::path file_;
  std::optional<Identity> last_;
  Steady::time_point since_;
};

/// One compare-and-swap; libgit2's return value.
int try_move(git_repository* repository, const std::string& name, const git_oid& target) {
  const auto present = find_reference(repository, name);
  if (present && git_oid_equal(&*present, &target) != 0) return GIT_OK;
  GitReference moved;
  return make_owned(moved, [&](git_reference** raw) {
    return present ? git_reference_create_matching(raw, repository, name.c_str(), &target, 1, &*present, nullptr)
                   : git_reference_create(raw, repository, name.c_str(), &target, 0, nullptr);
  });
}

bool somebody_was_faster(int result) {
  return result == GIT_EMODIFIED || result == GIT_EEXISTS || result == GIT_ENOTFOUND;
}

}  // namespace

void move_reference_to(git_repository* repository, const std::string& name, const ObjectId& target,
                       const LockPatience& patience) {
  const auto target_id = to_git(target);
  find_commit(repository, target_id);
  const std::filesystem::path folder = git_repository_path(repository);
  const auto lock_file = folder / (name + ".lock");
  const auto give_up = Steady::now() + patience.give_up_after;
  const Turn turn(folder, give_up);
  LockFileWatch watch(lock_file);
  for (;;) {
    const int result = try_move(repository, name, target_id);
    if (result == GIT_OK) return;
    if (result != GIT_ELOCKED && !somebody_was_faster(result)) check(result, repository, "move the reference " + name);
    if (Steady::now() >= give_up) throw stayed_locked(lock_file.string());
    if (result == GIT_ELOCKED) {
      if (watch.stays_for(patience.stale_after)) {
        watch.remove();
      } else {
        std::this_thread::sleep_for(pause);
      }
    }
  }
}

}  // namespace provost::docs_repo
