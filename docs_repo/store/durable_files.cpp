#include "docs_repo/store/durable_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "docs_repo/store/git_handles.hpp"

namespace provost::docs_repo {

namespace {

void remove_abandoned(const std::filesystem::path& parent, const std::string& prefix) {
  std::error_code ignored;
  for (const auto& sibling : std::filesystem::directory_iterator(parent, ignored)) {
    if (!sibling.path().filename().string().starts_with(prefix)) continue;
    const int lock = ::open(sibling.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0) continue;
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0) std::filesystem::remove_all(sibling.path(), ignored);
    ::close(lock);
  }
}

/// A lock on the folder, or -1 when somebody who took it for abandoned removed it first.
int lock_folder(const std::filesystem::path& folder) {
  const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) {
    if (errno == ENOENT) return -1;
    throw_file_failure(errno, folder.string(), "open");
  }
  struct stat by_lock {};
  struct stat by_name {};
  if (::flock(lock, LOCK_EX) == 0 && ::fstat(lock, &by_lock) == 0 && ::stat(folder.c_str(), &by_name) == 0 &&
      by_lock.st_ino == by_name.st_ino) {
    return lock;
  }
  ::close(lock);
  return -1;
}

}  // namespace

FileDescriptor::FileDescriptor(const std::filesystem::path& path, int flags, unsigned mode)
    : path_(path.string()), number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
  if (number_ < 0) throw_file_failure(errno, path_, "open");
}

FileDescriptor::~FileDescriptor() {
  ::close(number_);
}

void FileDescriptor::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(number_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_file_failure(errno, path_, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void FileDescriptor::write_all_at(std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(number_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_file_failure(errno, path_, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

std::size_t FileDescriptor::read_up_to(char* into, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const auto got = ::read(number_, into + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_file_failure(errno, path_, "read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::size_t FileDescriptor::read_up_to_at(char* into, std::size_t size, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < size) {
    const auto got = ::pread(number_, into + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_file_failure(errno, path_, "read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void FileDescriptor::sync() {
  if (::fsync(number_) != 0) throw_file_failure(errno, path_, "write");
}

void write_durably(const std::filesystem::path& file, std::string_view content) {
  FileDescriptor descriptor(file, O_WRONLY | O_CREAT | O_TRUNC);
  descriptor.write_all(content);
  descriptor.sync();
}

void sync_folder(const std::filesystem::path& folder) {
  FileDescriptor(folder, O_RDONLY | O_DIRECTORY).sync();
}

void sync_everything(const std::filesystem::path& folder) {
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    FileDescriptor(item.path(), O_RDONLY).sync();
  }
  sync_folder(folder);
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw_file_failure(errno, to.string(), "put in place");
}

ScratchFolder::ScratchFolder(const std::filesystem::path& parent, const std::string& prefix) {
  remove_abandoned(parent, prefix);
  while (lock_ < 0) {
    auto name = (parent / (prefix + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) throw_file_failure(errno, parent.string(), "make a folder in");
    path_ = name;
    lock_ = lock_folder(path_);
  }
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  ::close(lock_);
}

void ScratchFolder::keep_as(const std::filesystem::path& final_path) {
  rename_file(path_, final_path);
  path_.clear();
}

}  // namespace provost::docs_repo
