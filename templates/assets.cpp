#include "templates/assets.hpp"

#include <cstdint>

#include "templates/embedded_files.hpp"

namespace provost::templates {

namespace {

/// FNV-1a: only tells builds apart, nobody is kept out by it.
std::uint64_t fingerprint() {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const auto& name : embedded_file_names()) {
    if (!name.starts_with("assets/")) continue;
    for (const char letter : find_embedded_file(name).value_or("")) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
    }
  }
  return hash;
}

std::string media_type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".woff2")) return "font/woff2";
  return "application/octet-stream";
}

}  // namespace

std::optional<Asset> find_asset(std::string_view name) {
  const auto content = find_embedded_file("assets/" + std::string(name));
  if (!content) return std::nullopt;
  return Asset{*content, media_type_of(name)};
}

const std::string& assets_version() {
  static const std::string version = std::to_string(fingerprint());
  return version;
}

std::string asset_address(std::string_view name) {
  return "/assets/" + assets_version() + "/" + std::string(name);
}

}  // namespace provost::templates
