#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace provost::docs_repo {

/// Bytes that must not linger in memory: kept on guarded pages that are not swapped out where the system allows it, and
/// overwritten on destruction. Movable, not copyable.
class SecretBytes {
 public:
  /// All zero. Throws std::bad_alloc.
  explicit SecretBytes(std::size_t size);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes();

  std::span<unsigned char> bytes();
  std::span<const unsigned char> bytes() const;

 private:
  struct Release {
    void operator()(unsigned char* memory) const noexcept;
  };
  std::unique_ptr<unsigned char, Release> memory_;
  std::size_t size_;
};

}  // namespace provost::docs_repo
