#include "docs_repo/archive/zip_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sodium.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace provost::docs_repo {

namespace {

constexpr std::size_t piece_size = std::size_t{256} * 1024;

using Entry = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

std::string hex_of(crypto_hash_sha256_state& hash) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&hash, digest.data());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> text{};
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return text.data();
}

}  // namespace

struct ZipWriter::State {
  std::unique_ptr<archive, int (*)(archive*)> zip{archive_write_new(), archive_write_free};

  void require(la_ssize_t result) const {
    if (result < ARCHIVE_WARN) throw std::runtime_error("The archive could not be written. Is the disk full?");
  }
  void begin(const std::string& path, std::uint64_t size) const {
    const Entry entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    require(archive_write_header(zip.get(), entry.get()));
  }
};

ZipWriter::ZipWriter(const std::filesystem::path& file) : state_(std::make_unique<State>()) {
  archive_write_set_format_zip(state_->zip.get());
  state_->require(archive_write_open_filename(state_->zip.get(), file.c_str()));
}

ZipWriter::~ZipWriter() = default;

PackedFile ZipWriter::add(const std::string& path, std::string_view content) {
  crypto_hash_sha256_state hash;
  crypto_hash_sha256_init(&hash);
  crypto_hash_sha256_update(&hash, reinterpret_cast<const unsigned char*>(content.data()), content.size());
  state_->begin(path, content.size());
  state_->require(archive_write_data(state_->zip.get(), content.data(), content.size()));
  return {path, content.size(), hex_of(hash)};
}

PackedFile ZipWriter::add_file(const std::string& path, const std::filesystem::path& content) {
  const auto size = std::filesystem::file_size(content);
  std::ifstream input(content, std::ios::binary);
  if (!input) throw std::runtime_error("A file of the archive cannot be read.");
  crypto_hash_sha256_state hash;
  crypto_hash_sha256_init(&hash);
  state_->begin(path, size);
  std::vector<char> buffer(piece_size);
  while (input.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || input.gcount() > 0) {
    const auto count = static_cast<std::size_t>(input.gcount());
    crypto_hash_sha256_update(&hash, reinterpret_cast<const unsigned char*>(buffer.data()), count);
    state_->require(archive_write_data(state_->zip.get(), buffer.data(), count));
  }
  return {path, size, hex_of(hash)};
}

void ZipWriter::finish() {
  state_->require(archive_write_close(state_->zip.get()));
}

void walk_zip(const std::filesystem::path& file,
              const std::function<std::function<void(std::string_view)>(const std::string& path)>& begin,
              ZipFolders folders, std::uint64_t most_files, std::uint64_t most_bytes) {
  const std::unique_ptr<archive, int (*)(archive*)> zip(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(zip.get());
  if (archive_read_open_filename(zip.get(), file.c_str(), piece_size) != ARCHIVE_OK) {
    throw std::runtime_error("This is no ZIP archive, or it cannot be read.");
  }
  std::vector<char> buffer(piece_size);
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(zip.get(), &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
    const char* name = archive_entry_pathname(entry);
    const bool passed_over = folders == ZipFolders::passed_over;
    if (name != nullptr && archive_entry_filetype(entry) == AE_IFDIR && passed_over) continue;
    if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG) {
      throw std::runtime_error("The archive holds something that is no plain file.");
    }
    if (++files > most_files) throw std::runtime_error("The archive holds too many files.");
    const auto take = begin(name);
    la_ssize_t count = 0;
    while ((count = archive_read_data(zip.get(), buffer.data(), buffer.size())) > 0) {
      bytes += static_cast<std::uint64_t>(count);
      if (bytes > most_bytes) throw std::runtime_error("The archive holds too much.");
      take({buffer.data(), static_cast<std::size_t>(count)});
    }
    if (count < 0) throw std::runtime_error("The archive is damaged.");
    take({});
  }
  if (status != ARCHIVE_EOF) throw std::runtime_error("The archive is damaged.");
}

}  // namespace provost::docs_repo
