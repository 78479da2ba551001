#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace provost::docs_repo {

using Sha1Digest = std::array<unsigned char, 20>;

/// SHA-1 of bytes that come in pieces, as git's checksums and object names are made of. A check against damage, not
/// against forgers: those meet the signatures and the hash chain.
class Sha1 {
 public:
  Sha1();
  void add(std::string_view bytes);
  /// The last call.
  Sha1Digest finish();

 private:
  struct Free {
    void operator()(void* state) const noexcept;
  };
  std::unique_ptr<void, Free> state_;
};

std::string_view as_text(const Sha1Digest& digest);
std::string to_hex(const Sha1Digest& digest);

}  // namespace provost::docs_repo
