#include "server/web/told_once.hpp"

#include <sodium.h>

#include <array>
#include <charconv>
#include <optional>

#include "server/auth/authentication.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

constexpr std::string_view cookie_name = "provost_told_once";
constexpr std::chrono::seconds life{120};
constexpr std::size_t longest_cookie = 3'000;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t code_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
using Key = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// From what only the browser of this session has.
std::optional<Key> key_of(const http::Request& request) {
  const auto session = request.cookie(auth::session_cookie);
  if (!session || session->empty()) return std::nullopt;
  static constexpr std::string_view purpose = "what is told once";
  Key key{};
  if (crypto_generichash(key.data(), key.size(), bytes_of(*session), session->size(), bytes_of(purpose),
                         purpose.size()) != 0) {
    throw std::runtime_error("libsodium made no hash");
  }
  return key;
}

std::int64_t seconds_of(workflows::Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

std::string sealed(const Key& key, const std::string& page, const std::string& text) {
  std::string bytes(nonce_size + text.size() + code_size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  randombytes_buf(out, nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_size, nullptr, bytes_of(text), text.size(), bytes_of(page),
                                             page.size(), nullptr, out, key.data());
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), out, bytes.size());
  hex.pop_back();
  return hex;
}

std::optional<std::string> opened(const Key& key, const std::string& page, const std::string& hex) {
  if (hex.size() > longest_cookie) return std::nullopt;
  std::string bytes(hex.size() / 2, '\0');
  std::size_t length = 0;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(), hex.size(), nullptr,
                     &length, nullptr) != 0 ||
      length < nonce_size + code_size) {
    return std::nullopt;
  }
  std::string text(length - nonce_size - code_size, '\0');
  const auto* in = bytes_of(bytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()), nullptr, nullptr,
                                                 in + nonce_size, length - nonce_size, bytes_of(page), page.size(), in,
                                                 key.data()) != 0) {
    return std::nullopt;
  }
  return text;
}

/// The address of a page as it was asked for, without what follows "?".
std::string page_of(std::string_view address) {
  return std::string(address.substr(0, address.find('?')));
}

http::Cookie cookie_of(const app::Call& call, std::string value, std::chrono::seconds age) {
  http::Cookie cookie;
  cookie.name = cookie_name;
  cookie.value = std::move(value);
  cookie.max_age = age;
  cookie.secure = call.request.secure;
  cookie.same_site = http::Cookie::SameSite::strict;
  return cookie;
}

}  // namespace

http::Response redirect_with_secret(const app::Call& call, const std::string& address, const std::string& secret) {
  const auto key = key_of(call.request);
  if (!key) throw workflows::Forbidden("Please sign in first.");
  auto response = http::redirect(address);
  response.fields.set("Cache-Control", "no-store");
  const auto until = std::to_string(seconds_of(call.services.clock.now() + life));
  http::set_cookie(response, cookie_of(call, sealed(*key, page_of(address), until + "\n" + secret), life));
  return response;
}

std::string told_once(const app::Call& call) {
  const auto cookie = call.request.cookie(cookie_name);
  if (!cookie || cookie->empty()) return "";
  const auto key = key_of(call.request);
  if (!key) return "";
  const auto text = opened(*key, page_of(call.request.target), *cookie);
  if (!text) return "";
  const auto end = text->find('\n');
  std::int64_t until = 0;
  std::from_chars(text->data(), text->data() + std::min(end, text->size()), until);
  if (end == std::string::npos || seconds_of(call.services.clock.now()) > until) return "";
  return text->substr(end + 1);
}

http::Response showing_once(const app::Call& call, const std::string& secret, http::Response response) {
  if (secret.empty()) return response;
  response.fields.set("Cache-Control", "no-store");
  http::set_cookie(response, cookie_of(call, "", std::chrono::seconds(0)));
  return response;
}

}  // namespace provost::web
