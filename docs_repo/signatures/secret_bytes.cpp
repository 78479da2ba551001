#include "docs_repo/signatures/secret_bytes.hpp"

#include <sodium.h>

#include <new>
#include <utility>

#include "docs_repo/signatures/sodium_start.hpp"

namespace provost::docs_repo {

void SecretBytes::Release::operator()(unsigned char* memory) const noexcept {
  sodium_free(memory);
}

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
  start_sodium();
  memory_.reset(static_cast<unsigned char*>(sodium_malloc(size)));
  if (!memory_) throw std::bad_alloc();
  sodium_memzero(memory_.get(), size);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : memory_(std::move(other.memory_)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  memory_ = std::move(other.memory_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

SecretBytes::~SecretBytes() = default;

std::span<unsigned char> SecretBytes::bytes() {
  return {memory_.get(), size_};
}

std::span<const unsigned char> SecretBytes::bytes() const {
  return {memory_.get(), size_};
}

}  // namespace provost::docs_repo
