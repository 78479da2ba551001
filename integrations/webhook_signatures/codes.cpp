#include "integrations/webhook_signatures/codes.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

namespace provost::integrations {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct ReleaseMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct ReleaseContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

void must(bool worked) {
  if (!worked) throw std::runtime_error("OpenSSL cannot make the code of a message with this digest.");
}

}  // namespace

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  std::size_t size = 0;
  if (text.size() % 2 != 0 || sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                             text.size(), nullptr, &size, nullptr) != 0) {
    return std::nullopt;
  }
  return bytes;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes_of(bytes), bytes.size());
  text.pop_back();  // libsodium ends the text with a zero
  return text;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // libsodium's length counts the final zero
  return text;
}

bool same_secret(std::string_view presented, std::string_view secret) {
  std::array<unsigned char, crypto_generichash_BYTES> left{};
  std::array<unsigned char, crypto_generichash_BYTES> right{};
  crypto_generichash(left.data(), left.size(), bytes_of(presented), presented.size(), nullptr, 0);
  crypto_generichash(right.data(), right.size(), bytes_of(secret), secret.size(), nullptr, 0);
  return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

struct MessageCode::State {
  std::unique_ptr<EVP_MAC_CTX, ReleaseContext> context;
};

MessageCode::MessageCode(SignatureDigest digest, std::string_view key) : state_(std::make_unique<State>()) {
  const std::unique_ptr<EVP_MAC, ReleaseMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  must(mac != nullptr);
  state_->context.reset(EVP_MAC_CTX_new(mac.get()));
  must(state_->context != nullptr);
  std::string name = digest == SignatureDigest::sha1 ? "SHA1" : "SHA256";
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), name.size()), OSSL_PARAM_construct_end()};
  // OpenSSL takes a key of no bytes only with an address.
  must(EVP_MAC_init(state_->context.get(), key.empty() ? bytes_of(" ") : bytes_of(key), key.size(),
                    parameters.data()) == 1);
}

MessageCode::~MessageCode() = default;
MessageCode::MessageCode(MessageCode&&) noexcept = default;
MessageCode& MessageCode::operator=(MessageCode&&) noexcept = default;

void MessageCode::add(std::string_view bytes) {
  if (!bytes.empty()) must(EVP_MAC_update(state_->context.get(), bytes_of(bytes), bytes.size()) == 1);
}

std::string MessageCode::finish() {
  std::string code(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  must(EVP_MAC_final(state_->context.get(), reinterpret_cast<unsigned char*>(code.data()), &size, code.size()) == 1);
  code.resize(size);
  return code;
}

std::string message_code(SignatureDigest digest, std::string_view key, std::string_view bytes) {
  MessageCode code(digest, key);
  code.add(bytes);
  return code.finish();
}

bool is_ed25519_signature(std::string_view signature, std::string_view message, std::string_view public_key) {
  return signature.size() == crypto_sign_BYTES && public_key.size() == crypto_sign_PUBLICKEYBYTES &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(public_key)) == 0;
}

}  // namespace provost::integrations
