#include "docs_repo/signatures/ssh_signature.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "docs_repo/signatures/sodium_start.hpp"

namespace provost::docs_repo {

namespace {

// OpenSSH's PROTOCOL.sshsig.
constexpr std::string_view magic = "SSHSIG";
constexpr std::uint32_t signature_version = 1;
constexpr std::string_view commit_purpose = "git";
constexpr std::string_view statement_purpose = "provost-statement";
constexpr std::string_view hash_name = "sha512";
constexpr std::string_view key_type = "ssh-ed25519";
constexpr std::string_view armour_begin = "-----BEGIN SSH SIGNATURE-----\n";
constexpr std::string_view armour_end = "-----END SSH SIGNATURE-----\n";
constexpr std::size_t armour_width = 70;
/// Far more than a signature with an Ed25519 key takes.
constexpr std::size_t longest_armour = 4096;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string number_field(std::uint32_t number) {
  std::string field;
  for (int shift = 24; shift >= 0; shift -= 8) field.push_back(static_cast<char>((number >> shift) & 0xff));
  return field;
}

/// RFC 4251, section 5: "string".
std::string string_field(std::string_view content) {
  return number_field(static_cast<std::uint32_t>(content.size())) + std::string(content);
}

std::string key_blob(std::string_view public_key) {
  return string_field(key_type) + string_field(public_key);
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.find('\0'));
  return text;
}

std::string armoured(std::string_view bytes) {
  const auto base64 = to_base64(bytes);
  std::string text(armour_begin);
  for (std::size_t at = 0; at < base64.size(); at += armour_width) {
    text.append(base64, at, armour_width).push_back('\n');
  }
  return text.append(armour_end);
}

std::string digest_of(std::string_view payload) {
  std::string digest(crypto_hash_sha512_BYTES, '\0');
  crypto_hash_sha512(reinterpret_cast<unsigned char*>(digest.data()), bytes_of(payload), payload.size());
  return digest;
}

/// What the key signs.
std::string signed_bytes(std::string_view payload, std::string_view purpose) {
  return std::string(magic) + string_field(purpose) + string_field("") + string_field(hash_name) +
         string_field(digest_of(payload));
}

/// Everything of the signature's bytes that comes before the 64 that are the key's own.
std::string blob_prefix(std::string_view public_key, std::string_view purpose) {
  return std::string(magic) + number_field(signature_version) + string_field(key_blob(public_key)) +
         string_field(purpose) + string_field("") + string_field(hash_name) +
         number_field(static_cast<std::uint32_t>(4 + key_type.size() + 4 + crypto_sign_BYTES)) +
         string_field(key_type) + number_field(crypto_sign_BYTES);
}

/// The decoded bytes; empty when the text is not armoured base64.
std::string without_armour(std::string_view armored) {
  if (armored.size() > longest_armour || !armored.starts_with(armour_begin)) return {};
  armored.remove_prefix(armour_begin.size());
  const auto end = armored.find(armour_end.substr(0, armour_end.size() - 1));
  if (end == std::string_view::npos) return {};
  const auto base64 = armored.substr(0, end);
  std::string bytes(base64.size(), '\0');
  std::size_t length = 0;
  const char* stopped_at = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), base64.data(), base64.size(),
                        "\n", &length, &stopped_at, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      stopped_at != base64.data() + base64.size()) {
    return {};
  }
  bytes.resize(length);
  return bytes;
}

/// ssh-keygen(1): the principals are patterns separated by commas, and the first unquoted blank ends them.
bool is_plain_principal(std::string_view email) {
  return !email.empty() && email.front() != '#' && std::all_of(email.begin(), email.end(), [](char c) {
    return c > ' ' && c != '\x7f' && std::string_view("*?!,\"\\").find(c) == std::string_view::npos;
  });
}

std::string left_out_line(std::string email) {
  std::replace_if(
      email.begin(), email.end(), [](char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; }, '?');
  return "# Left out, because OpenSSH cannot read such an address here: " + email + "\n";
}

std::string padded(long long number, std::size_t width) {
  auto text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

/// "20261123225100Z".
std::string time_text(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return padded(int{date.year()}, 4) + padded(unsigned{date.month()}, 2) + padded(unsigned{date.day()}, 2) +
         padded(clock.hours().count(), 2) + padded(clock.minutes().count(), 2) + padded(clock.seconds().count(), 2) +
         "Z";
}

void require_key_pair(const KeyPair& pair) {
  if (pair.public_key.size() != crypto_sign_PUBLICKEYBYTES ||
      pair.secret_key.bytes().size() != crypto_sign_SECRETKEYBYTES) {
    throw std::invalid_argument("An Ed25519 key pair has a public key of 32 bytes and a secret key of 64.");
  }
}

std::string sign_for(std::string_view purpose, std::string_view payload, const KeyPair& pair) {
  const auto message = signed_bytes(payload, purpose);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, bytes_of(message), message.size(),
                       pair.secret_key.bytes().data());
  return armoured(blob_prefix(pair.public_key, purpose) + signature);
}

bool verify_for(std::string_view purpose, std::string_view armored, std::string_view payload,
                std::string_view public_key) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES) return false;
  start_sodium();
  const auto blob = without_armour(armored);
  const auto prefix = blob_prefix(public_key, purpose);
  if (blob.size() != prefix.size() + crypto_sign_BYTES || !blob.starts_with(prefix)) return false;
  // Exactly one text stands for each signature.
  const auto canonical = armoured(blob);
  if (armored != canonical && armored != std::string_view(canonical).substr(0, canonical.size() - 1)) return false;
  const auto message = signed_bytes(payload, purpose);
  return crypto_sign_verify_detached(bytes_of(blob) + prefix.size(), bytes_of(message), message.size(),
                                     bytes_of(public_key)) == 0;
}

}  // namespace

SshCommitSigner::SshCommitSigner(const KeyPair& pair) : pair_(pair) {
  require_key_pair(pair);
  start_sodium();
}

std::string SshCommitSigner::sign(std::string_view payload) const {
  return sign_for(commit_purpose, payload, pair_);
}

std::string sign_statement(std::string_view statement, const KeyPair& pair) {
  require_key_pair(pair);
  start_sodium();
  return sign_for(statement_purpose, statement, pair);
}

bool verify_ssh_signature(std::string_view armored, std::string_view payload, std::string_view public_key) {
  return verify_for(commit_purpose, armored, payload, public_key);
}

bool verify_statement_signature(std::string_view armored, std::string_view statement, std::string_view public_key) {
  return verify_for(statement_purpose, armored, statement, public_key);
}

std::string authorized_key_text(std::string_view public_key) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES) {
    throw std::invalid_argument("An Ed25519 public key has 32 bytes.");
  }
  return std::string(key_type) + " " + to_base64(key_blob(public_key));
}

std::string allowed_signers_text(const std::vector<AllowedSigner>& signers) {
  std::string text;
  for (const auto& signer : signers) {
    if (!is_plain_principal(signer.email)) {
      text += left_out_line(signer.email);
      continue;
    }
    text += signer.email + " namespaces=\"" + std::string(commit_purpose) + "," + std::string(statement_purpose) + "\"";
    // Commits carry whole seconds, cut; so the first second counts whole.
    if (signer.valid_after) {
      text += ",valid-after=\"" + time_text(std::chrono::floor<std::chrono::seconds>(*signer.valid_after)) + "\"";
    }
    if (signer.valid_before) {
      text += ",valid-before=\"" + time_text(std::chrono::ceil<std::chrono::seconds>(*signer.valid_before)) + "\"";
    }
    text += " " + authorized_key_text(signer.public_key) + "\n";
  }
  return text;
}

}  // namespace provost::docs_repo
