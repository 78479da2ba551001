#include "integrations/messages/standard_webhook.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace provost::integrations {

namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t shortest_key = 24;
constexpr std::size_t longest_key = 64;
constexpr std::size_t new_key = 32;
constexpr std::size_t longest_id = 200;

void start_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("The machine's random numbers are not available (libsodium).");
}

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // libsodium's length counts the final zero
  return text;
}

/// The bytes of a secret; wiped when no longer needed.
class Key {
 public:
  explicit Key(std::string_view secret) {
    if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
    const int result = sodium_base642bin(bytes_.data(), bytes_.size(), secret.data(), secret.size(), nullptr, &size_,
                                         nullptr, sodium_base64_VARIANT_ORIGINAL);
    if (result != 0 || size_ < shortest_key) {
      sodium_memzero(bytes_.data(), bytes_.size());
      throw std::invalid_argument(
          "The signing secret is none: it is \"whsec_\" followed by base64 of 24 to 64 bytes. Make a new one.");
    }
  }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key() { sodium_memzero(bytes_.data(), bytes_.size()); }

  const unsigned char* data() const { return bytes_.data(); }
  std::size_t size() const { return size_; }

 private:
  std::array<unsigned char, longest_key> bytes_{};
  std::size_t size_ = 0;
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= longest_id && std::all_of(id.begin(), id.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '_' || letter == '-';
  });
}

}  // namespace

std::vector<std::pair<std::string, std::string>> StandardSignature::headers() const {
  return {{"webhook-id", id}, {"webhook-timestamp", timestamp}, {"webhook-signature", signature}};
}

StandardSignature sign(std::string_view id, std::int64_t unix_seconds, std::string_view body,
                       const std::vector<std::string>& secrets) {
  start_sodium();
  if (!is_id(id)) throw std::invalid_argument("The id of a webhook has 1 to 200 letters, digits, \"_\" and \"-\".");
  if (secrets.empty()) throw std::invalid_argument("A webhook needs a signing secret.");
  StandardSignature result{std::string(id), std::to_string(unix_seconds), {}};
  const std::string head = result.id + "." + result.timestamp + ".";
  for (const std::string& secret : secrets) {
    const Key key(secret);
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(head), head.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(body), body.size());
    crypto_auth_hmacsha256_final(&state, code.data());
    if (!result.signature.empty()) result.signature += ' ';
    result.signature += "v1," + base64(code.data(), code.size());
  }
  return result;
}

std::string new_secret() {
  start_sodium();
  std::array<unsigned char, new_key> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string secret = std::string(prefix) + base64(bytes.data(), bytes.size());
  sodium_memzero(bytes.data(), bytes.size());
  return secret;
}

}  // namespace provost::integrations
