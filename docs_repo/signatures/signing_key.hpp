#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "docs_repo/signatures/secret_bytes.hpp"

namespace provost::docs_repo {

/// An Ed25519 key pair (RFC 8032).
struct KeyPair {
  /// 32 bytes.
  std::string public_key;
  /// 64 bytes: the seed followed by the public key, as libsodium and OpenSSH keep it.
  SecretBytes secret_key;
};

KeyPair generate_key_pair();

/// A key pair that only its owner's secret opens. Safe to store: without the secret it tells nothing but the public
/// key.
struct SealedKey {
  /// 32 bytes.
  std::string public_key;
  /// Opaque bytes: format version, cost, salt, nonce and ciphertext.
  std::string sealed;
};

/// What each guess at the secret costs (Argon2id).
struct SealingCost {
  /// Passes over the memory, 1 to 100.
  std::uint32_t passes = 3;
  /// In bytes, 8 KiB to 1 GiB. The default takes about a tenth of a second on one core.
  std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;
};

/// Seals a key pair by a secret: Argon2id with a random salt makes the key of XChaCha20-Poly1305, which also protects
/// the public key and the cost against being exchanged. Throws std::invalid_argument for a cost out of range and
/// std::bad_alloc when the memory is not to be had.
SealedKey seal(const KeyPair& pair, std::string_view secret, const SealingCost& cost = {});

/// nullopt: the secret is wrong, or the bytes were changed. Throws std::invalid_argument when the bytes are no sealed
/// key of a known version, and std::bad_alloc.
std::optional<KeyPair> unseal(const SealedKey& key, std::string_view secret);

}  // namespace provost::docs_repo
