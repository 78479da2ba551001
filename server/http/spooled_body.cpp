#include "server/http/spooled_body.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace provost::http {

namespace {

constexpr std::string_view prefix = "provost-spool-";

}  // namespace

struct SpooledBody::File {
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (!path.empty() && !stays) ::unlink(path.c_str());
  }

  std::filesystem::path path;
  std::uint64_t size = 0;
  bool stays = false;  // it belongs to somebody else
};

SpooledBody SpooledBody::kept_elsewhere(std::filesystem::path path) {
  auto file = std::make_shared<File>();
  file->size = std::filesystem::file_size(path);
  file->path = std::move(path);
  file->stays = true;
  return SpooledBody(std::move(file));
}

const std::filesystem::path& SpooledBody::path() const {
  return file_->path;
}

std::uint64_t SpooledBody::size() const {
  return file_->size;
}

SpoolWriter::SpoolWriter(const std::filesystem::path& folder) : file_(std::make_unique<SpooledBody::File>()) {
  std::string name = (folder / (std::string(prefix) + "XXXXXX")).string();
  descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0)
    throw std::system_error(errno, std::generic_category(), "cannot create a file in " + folder.string());
  file_->path = std::move(name);
}

SpoolWriter::~SpoolWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

SpoolWriter::SpoolWriter(SpoolWriter&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

SpoolWriter& SpoolWriter::operator=(SpoolWriter&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void SpoolWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "cannot write " + file_->path.string());
    }
    file_->size += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::uint64_t SpoolWriter::size() const {
  return file_->size;
}

SpooledBody SpoolWriter::finish() {
  // Some file systems report a full disk only here.
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write " + file_->path.string());
  }
  return SpooledBody(std::shared_ptr<const SpooledBody::File>(std::move(file_)));
}

void prepare_spool_folder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(prefix)) std::filesystem::remove(entry.path());
  }
}

}  // namespace provost::http
