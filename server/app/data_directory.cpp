#include "server/app/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workflows/errors.hpp"

namespace provost::app {

using workflows::Unusable;

namespace {

/// What root makes in the data of another user, that user's server cannot open at its next start.
void refuse_root_in_data_of_others(const std::filesystem::path& root) {
  struct stat information {};
  if (::geteuid() != 0 || ::stat(root.c_str(), &information) != 0 || information.st_uid == 0) return;
  throw Unusable("The data directory " + root.string() +
                 " belongs to another user, whose server could not use what root makes in it. Run the command as that "
                 "user: `sudo -u \"$(stat -c %U " +
                 root.string() + ")\" provost …`.");
}

}  // namespace

config::Config DataDirectory::read_config(const std::optional<std::filesystem::path>& file) const {
  // Each command that uses the data reads their configuration first.
  refuse_root_in_data_of_others(root_);
  if (file) return config::read_config(*file);
  if (std::filesystem::exists(config_file())) return config::read_config(config_file());
  return {};
}

workflows::store::DatabaseLocation DataDirectory::database(const config::Config& config) const {
  return config.database.empty() ? workflows::store::DatabaseLocation::sqlite(database_file())
                                 : workflows::store::DatabaseLocation::postgresql(config.database);
}

void DataDirectory::require_initialised(const config::Config& config) const {
  if (!std::filesystem::is_directory(root_)) {
    throw Unusable("There is no data directory " + root_.string() + ". Make one with `provost init --data " +
                   root_.string() + " …`.");
  }
  if (config.database.empty() && !std::filesystem::exists(database_file())) {
    throw Unusable("The folder " + root_.string() + " holds no Provost data. Make it with `provost init --data " +
                   root_.string() + " …`, or restore a backup.");
  }
}

ServerLock::ServerLock(const DataDirectory& directory) {
  const auto path = directory.root() / "server.lock";
  descriptor_ = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    throw Unusable("The file " + path.string() +
                   " cannot be made. Check that this user may write in the data directory.");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    throw Unusable("The data directory " + directory.root().string() +
                   " is in use by another server. Stop that one first, or choose another data directory.");
  }
}

ServerLock::~ServerLock() {
  ::close(descriptor_);
}

}  // namespace provost::app
