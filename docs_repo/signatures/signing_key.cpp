#include "docs_repo/signatures/signing_key.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <stdexcept>

#include "docs_repo/signatures/sodium_start.hpp"

namespace provost::docs_repo {

namespace {

// The sealed bytes: version (1), passes (4), memory (8), salt, nonce, ciphertext with its tag. Numbers are big-endian.
constexpr char format_version = 1;
constexpr std::size_t header_size = 1 + 4 + 8;
constexpr std::size_t salt_size = crypto_pwhash_SALTBYTES;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t prefix_size = header_size + salt_size + nonce_size;
constexpr std::size_t sealed_size =
    prefix_size + crypto_sign_SECRETKEYBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::uint32_t most_passes = 100;
constexpr std::uint64_t least_memory = 8ULL * 1024;
constexpr std::uint64_t most_memory = 1024ULL * 1024 * 1024;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

void append_number(std::string& to, std::uint64_t number, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) to.push_back(static_cast<char>((number >> shift) & 0xff));
}

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

bool is_in_range(std::uint64_t passes, std::uint64_t memory) {
  return passes >= 1 && passes <= most_passes && memory >= least_memory && memory <= most_memory;
}

SecretBytes key_from(std::string_view secret, std::string_view salt, std::uint64_t passes, std::uint64_t memory) {
  SecretBytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  if (crypto_pwhash(key.bytes().data(), key.bytes().size(), secret.data(), secret.size(), bytes_of(salt), passes,
                    static_cast<std::size_t>(memory), crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return key;
}

/// What the ciphertext is bound to besides the key.
std::string bound_data(std::string_view prefix, std::string_view public_key) {
  return std::string(prefix) + std::string(public_key);
}

}  // namespace

KeyPair generate_key_pair() {
  start_sodium();
  KeyPair pair{std::string(crypto_sign_PUBLICKEYBYTES, '\0'), SecretBytes(crypto_sign_SECRETKEYBYTES)};
  crypto_sign_keypair(bytes_of(pair.public_key), pair.secret_key.bytes().data());
  return pair;
}

SealedKey seal(const KeyPair& pair, std::string_view secret, const SealingCost& cost) {
  start_sodium();
  if (!is_in_range(cost.passes, cost.memory_bytes)) {
    throw std::invalid_argument("A sealing cost has 1 to 100 passes over 8 KiB to 1 GiB of memory.");
  }
  std::string prefix(1, format_version);
  append_number(prefix, cost.passes, 4);
  append_number(prefix, cost.memory_bytes, 8);
  std::string random(salt_size + nonce_size, '\0');
  randombytes_buf(random.data(), random.size());
  prefix += random;
  const auto key = key_from(secret, std::string_view(random).substr(0, salt_size), cost.passes, cost.memory_bytes);
  const auto bound = bound_data(prefix, pair.public_key);
  std::string ciphertext(sealed_size - prefix_size, '\0');
  const auto plain = pair.secret_key.bytes();
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(ciphertext), nullptr, plain.data(), plain.size(), bytes_of(bound),
                                             bound.size(), nullptr, bytes_of(random) + salt_size, key.bytes().data());
  return {pair.public_key, prefix + ciphertext};
}

std::optional<KeyPair> unseal(const SealedKey& key, std::string_view secret) {
  start_sodium();
  const std::string_view sealed = key.sealed;
  if (sealed.size() != sealed_size || sealed.front() != format_version ||
      key.public_key.size() != crypto_sign_PUBLICKEYBYTES) {
    throw std::invalid_argument("These bytes are not a sealed signing key of this version.");
  }
  const auto passes = read_number(sealed.substr(1, 4));
  const auto memory = read_number(sealed.substr(5, 8));
  if (!is_in_range(passes, memory)) {
    throw std::invalid_argument("The cost of this sealed signing key is out of range.");
  }
  const auto prefix = sealed.substr(0, prefix_size);
  const auto ciphertext = sealed.substr(prefix_size);
  const auto opening = key_from(secret, prefix.substr(header_size, salt_size), passes, memory);
  const auto bound = bound_data(prefix, key.public_key);
  KeyPair pair{key.public_key, SecretBytes(crypto_sign_SECRETKEYBYTES)};
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          pair.secret_key.bytes().data(), nullptr, nullptr, bytes_of(ciphertext), ciphertext.size(), bytes_of(bound),
          bound.size(), bytes_of(prefix) + header_size + salt_size, opening.bytes().data()) != 0) {
    return std::nullopt;
  }
  return pair;
}

}  // namespace provost::docs_repo
