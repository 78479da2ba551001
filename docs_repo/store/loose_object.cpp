#include "docs_repo/store/loose_object.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "docs_repo/store/sha1.hpp"

namespace provost::docs_repo {

namespace {

/// What git and libgit2 use for loose objects, and our configuration pins.
constexpr int compression = Z_BEST_SPEED;
/// Another zlib compresses the same content to another length, or to bytes that differ nearly everywhere.
constexpr std::ptrdiff_t most_changed_bytes = 8;

const Bytef* bytes_of(std::string_view text) {
  return reinterpret_cast<const Bytef*>(text.data());
}

class Inflater {
 public:
  Inflater() {
    if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

/// nullopt when the file is not exactly one whole zlib stream.
std::optional<std::string> inflated(std::string_view file) {
  Inflater inflater;
  auto& stream = inflater.stream;
  std::string content;
  std::array<Bytef, std::size_t{64} * 1024> piece;
  const auto* const begin = bytes_of(file);
  stream.next_in = const_cast<Bytef*>(begin);
  for (;;) {
    // zlib counts its input in 32 bits.
    const auto left = file.size() - static_cast<std::size_t>(stream.next_in - begin);
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(left, 1U << 30));
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    content.append(reinterpret_cast<const char*>(piece.data()), piece.size() - stream.avail_out);
    if (result == Z_STREAM_END) return stream.next_in == begin + file.size() ? std::optional(content) : std::nullopt;
    if (result != Z_OK) return std::nullopt;
  }
}

/// A changed bit can leave the content as it was: in zlib's header, among unused bits, or where a repetition may be
/// copied from two places. Compressed again, the content then gives nearly, but not exactly, the file.
bool is_nearly_but_not_exactly(std::string_view file, const std::string& content) {
  auto size = compressBound(static_cast<uLong>(content.size()));
  std::string again(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(again.data()), &size, bytes_of(content), static_cast<uLong>(content.size()),
                compression) != Z_OK) {
    throw std::bad_alloc();
  }
  again.resize(size);
  if (again.size() != file.size()) return false;
  std::ptrdiff_t differences = 0;
  for (std::size_t i = 0; i < file.size(); ++i) differences += file[i] == again[i] ? 0 : 1;
  return differences > 0 && differences <= most_changed_bytes;
}

/// GIT_OBJECT_INVALID when the content does not begin with "<type> <length>" and NUL, or the length is another.
git_object_t type_of(std::string_view content) {
  const auto header = content.substr(0, content.find('\0'));
  const auto blank = header.find(' ');
  if (header.size() == content.size() || blank == std::string_view::npos) return GIT_OBJECT_INVALID;
  if (header.substr(blank + 1) != std::to_string(content.size() - header.size() - 1)) return GIT_OBJECT_INVALID;
  return git_object_string2type(std::string(header.substr(0, blank)).c_str());
}

}  // namespace

LooseObject check_loose_object(std::string_view file, const git_oid& id) {
  const auto content = inflated(file);
  if (!content) return {GIT_OBJECT_INVALID, "The file is damaged: its compression does not fit."};
  Sha1 digest;
  digest.add(*content);
  if (std::memcmp(digest.finish().data(), id.id, sizeof id.id) != 0) {
    return {GIT_OBJECT_INVALID, "The file is damaged: its content is not the one its name stands for."};
  }
  const auto type = type_of(*content);
  if (type == GIT_OBJECT_INVALID) return {type, "The file is damaged: it does not begin as an object does."};
  if (is_nearly_but_not_exactly(file, *content)) {
    return {GIT_OBJECT_INVALID, "The file was changed, though its content is still the one its name stands for."};
  }
  return {type, std::nullopt};
}

}  // namespace provost::docs_repo
