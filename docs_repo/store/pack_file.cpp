#include "docs_repo/store/pack_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <new>
#include <vector>

#include "docs_repo/store/pack_index.hpp"
#include "docs_repo/store/repository_error.hpp"

namespace provost::docs_repo {

namespace {

constexpr const char* unfinished_name = "unfinished";
constexpr std::size_t write_at_once = std::size_t{1024} * 1024;
constexpr std::size_t read_at_once = std::size_t{1024} * 1024;
std::string header(std::uint32_t count) {
  std::string text("PACK\0\0\0\2", 8);
  for (int shift = 24; shift >= 0; shift -= 8) text.push_back(static_cast<char>((count >> shift) & 0xff));
  return text;
}

/// Type and size: four bits of the size in the first byte, seven in each that follows, the lowest first.
void append_object_header(std::string& to, git_object_t type, std::uint64_t size) {
  auto byte = static_cast<unsigned>(type) << 4 | static_cast<unsigned>(size & 15);
  for (size >>= 4; size != 0; size >>= 7) {
    to.push_back(static_cast<char>(byte | 0x80));
    byte = static_cast<unsigned>(size & 0x7f);
  }
  to.push_back(static_cast<char>(byte));
}

Sha1Digest digest_of(const git_oid& id) {
  Sha1Digest digest;
  std::copy_n(id.id, digest.size(), digest.begin());
  return digest;
}

Bytef* bytes_of(const char* text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text));
}

RepositoryError cannot_be_read(const std::filesystem::path& folder) {
  return {RepositoryProblem::damaged,
          "The unfinished pack in " + folder.string() + " cannot be read again. Check the disk and start again."};
}

}  // namespace

/// Compresses each object by itself; deltas are left to the scheduled `git gc`. zlib's state is kept because its set-up
/// takes longer than a small document.
struct PackFile::Deflater {
  Deflater() {
    if (deflateInit(&stream, Z_DEFAULT_COMPRESSION) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void append(std::string& to, std::string_view content) {
    deflateReset(&stream);
    const auto start = to.size();
    const auto most = deflateBound(&stream, content.size());
    to.resize(start + most);
    std::uint64_t done = 0;
    stream.next_in = bytes_of(content.data());
    // zlib counts its input in 32 bits.
    int result = Z_OK;
    while (result == Z_OK) {
      const auto left = content.size() - static_cast<std::size_t>(stream.next_in - bytes_of(content.data()));
      stream.avail_in = static_cast<uInt>(std::min<std::size_t>(left, 1U << 30));
      stream.next_out = bytes_of(to.data()) + start + done;
      stream.avail_out = static_cast<uInt>(std::min<std::uint64_t>(most - done, 1U << 30));
      const auto room = stream.avail_out;
      result = deflate(&stream, stream.avail_in == left ? Z_FINISH : Z_NO_FLUSH);
      done += room - stream.avail_out;
    }
    if (result != Z_STREAM_END) throw std::bad_alloc();
    to.resize(start + done);
  }

  z_stream stream{};
};

PackFile::PackFile(const std::filesystem::path& folder)
    : folder_(folder),
      file_(folder / unfinished_name, O_RDWR | O_CREAT | O_EXCL),
      waiting_(header(0)),
      deflater_(std::make_unique<Deflater>()) {}

PackFile::~PackFile() = default;

const PackFile::Object* PackFile::find(const git_oid& id) const {
  const auto found = objects_.find(id);
  return found == objects_.end() ? nullptr : &found->second;
}

void PackFile::add(const git_oid& id, git_object_t type, std::string_view content) {
  if (objects_.contains(id)) return;
  const auto start = waiting_.size();
  append_object_header(waiting_, type, content.size());
  deflater_->append(waiting_, content);
  const auto packed_size = waiting_.size() - start;
  const auto checksum = crc32_z(0, bytes_of(waiting_.data() + start), packed_size);
  objects_.emplace(id,
                   Object{type, content.size(), written_ + start, packed_size, static_cast<std::uint32_t>(checksum)});
  if (waiting_.size() >= write_at_once) write_out();
}

void PackFile::read(const Object& object, char* into) {
  write_out();
  std::string packed(object.packed_size, '\0');
  file_.read_up_to_at(packed.data(), packed.size(), object.offset);
  std::size_t start = 0;
  while ((packed[start] & 0x80) != 0) ++start;
  ++start;
  auto size = static_cast<uLongf>(object.size);
  // An empty object still needs a place to point at.
  char nothing = 0;
  const int result = uncompress(bytes_of(object.size == 0 ? &nothing : into), &size, bytes_of(packed.data() + start),
                                static_cast<uLong>(packed.size() - start));
  if (result != Z_OK || size != object.size) throw cannot_be_read(folder_);
}

void PackFile::write_out() {
  file_.write_all_at(waiting_, written_);
  written_ += waiting_.size();
  waiting_.clear();
}

Sha1Digest PackFile::complete() {
  write_out();
  file_.write_all_at(header(static_cast<std::uint32_t>(objects_.size())), 0);
  // The number of objects stands first, so the checksum can only be taken now.
  Sha1 sum;
  std::string piece(read_at_once, '\0');
  for (std::uint64_t at = 0; at < written_;) {
    const auto got = file_.read_up_to_at(piece.data(), piece.size(), at);
    if (got == 0) throw cannot_be_read(folder_);
    sum.add(std::string_view(piece).substr(0, got));
    at += got;
  }
  const auto checksum = sum.finish();
  file_.write_all_at(as_text(checksum), written_);
  file_.sync();
  return checksum;
}

std::string PackFile::finish() {
  const auto checksum = complete();
  std::vector<PackIndexEntry> entries;
  entries.reserve(objects_.size());
  for (const auto& [id, object] : objects_) entries.push_back({digest_of(id), object.offset, object.checksum});
  auto name = "pack-" + to_hex(checksum);
  const auto pack = folder_ / (name + ".pack");
  const auto index = folder_ / (name + ".idx");
  write_durably(index, pack_index(std::move(entries), checksum));
  rename_file(folder_ / unfinished_name, pack);
  // As git does: nobody is meant to write to a pack again.
  std::filesystem::permissions(pack, std::filesystem::perms{0444});
  std::filesystem::permissions(index, std::filesystem::perms{0444});
  return name;
}

}  // namespace provost::docs_repo
