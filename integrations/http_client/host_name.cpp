#include "integrations/http_client/host_name.hpp"

#include <algorithm>

namespace provost::integrations {

namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;
constexpr std::string_view digits = "0123456789";
constexpr std::string_view hexadecimal_digits = "0123456789abcdefABCDEF";
constexpr std::string_view label_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::string plain_host_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return lower_case(host);
}

bool is_host_name(std::string_view host) {
  if (host.size() > longest_name) return false;
  while (true) {
    const auto dot = host.find('.');
    const auto label = host.substr(0, dot);
    if (label.empty() || label.size() > longest_label) return false;
    if (label.find_first_not_of(label_characters) != std::string_view::npos) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

bool ends_in_number(std::string_view host) {
  const auto dot = host.rfind('.');
  auto label = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (label.starts_with("0x") || label.starts_with("0X")) {
    return label.substr(2).find_first_not_of(hexadecimal_digits) == std::string_view::npos;
  }
  return !label.empty() && label.find_first_not_of(digits) == std::string_view::npos;
}

}  // namespace provost::integrations
