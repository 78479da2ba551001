#include "docs_repo/store/sha1.hpp"

#include <openssl/evp.h>

#include <new>

namespace provost::docs_repo {

namespace {

EVP_MD_CTX* state_of(void* state) {
  return static_cast<EVP_MD_CTX*>(state);
}

}  // namespace

void Sha1::Free::operator()(void* state) const noexcept {
  EVP_MD_CTX_free(state_of(state));
}

Sha1::Sha1() : state_(EVP_MD_CTX_new()) {
  if (!state_ || EVP_DigestInit_ex(state_of(state_.get()), EVP_sha1(), nullptr) != 1) throw std::bad_alloc();
}

void Sha1::add(std::string_view bytes) {
  EVP_DigestUpdate(state_of(state_.get()), bytes.data(), bytes.size());
}

Sha1Digest Sha1::finish() {
  Sha1Digest digest;
  EVP_DigestFinal_ex(state_of(state_.get()), digest.data(), nullptr);
  return digest;
}

std::string_view as_text(const Sha1Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(const Sha1Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const auto byte : digest) {
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15]);
  }
  return hex;
}

}  // namespace provost::docs_repo
