#include "workflows/evidence_sources/delivery_bodies.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"

namespace provost::workflows::evidence_sources {

namespace {

constexpr std::size_t name_bytes = 16;

[[noreturn]] void fail(const std::error_code& error) {
  if (error == std::errc::no_space_on_device) {
    throw StorageFull("The disk has no room left for what was sent; nothing was changed.");
  }
  throw Unusable("What was sent could not be written. Check the data directory's permissions.");
}

void make_durable(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail({errno, std::generic_category()});
  const int result = ::fsync(file);
  const int problem = errno;
  ::close(file);
  if (result != 0) fail({problem, std::generic_category()});
}

}  // namespace

DeliveryBodies::DeliveryBodies(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
}

std::string DeliveryBodies::keep(const std::filesystem::path& file) const {
  auto name = random_hex(name_bytes);
  const auto target = path(name);
  std::error_code error;
  // A second name for the same bytes costs nothing; the other file system of an unusual set-up needs a copy.
  std::filesystem::create_hard_link(file, target, error);
  if (error) {
    error.clear();
    std::filesystem::copy_file(file, target, error);
  }
  try {
    if (error) fail(error);
    make_durable(target);
    make_durable(folder_);
  } catch (...) {
    remove(name);
    throw;
  }
  return name;
}

std::string DeliveryBodies::keep_bytes(std::string_view bytes) const {
  auto name = random_hex(name_bytes);
  try {
    {
      std::ofstream output(path(name), std::ios::binary);
      output.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      output.flush();
      if (!output) fail({ENOSPC, std::generic_category()});
    }
    std::filesystem::permissions(path(name), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    make_durable(path(name));
    make_durable(folder_);
  } catch (...) {
    remove(name);
    throw;
  }
  return name;
}

void DeliveryBodies::remove(std::string_view name) const {
  std::error_code ignored;
  std::filesystem::remove(path(name), ignored);
}

void DeliveryBodies::remove_strays(const std::set<std::string>& known, Instant before) const {
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    const auto name = entry.path().filename().string();
    if (known.contains(name)) continue;
    struct stat status {};
    if (::stat(entry.path().c_str(), &status) != 0) continue;
    if (Instant(std::chrono::seconds(status.st_ctime)) < before) remove(name);
  }
}

}  // namespace provost::workflows::evidence_sources
