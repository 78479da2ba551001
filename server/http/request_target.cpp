#include "server/http/request_target.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "server/http/fields.hpp"
#include "workflows/text_rules.hpp"

namespace provost::http {

namespace {

namespace urls = boost::urls;

bool is_safe_segment(const std::string& segment) {
  if (segment == "." || segment == "..") return false;
  const auto forbidden = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f || letter == '/' || letter == '\\';
  };
  return std::none_of(segment.begin(), segment.end(), forbidden) && workflows::is_utf8(segment);
}

std::optional<RequestTarget> take_apart(const urls::url_view& url) {
  RequestTarget target;
  // Split here, not by url_view::segments(), which leaves out a leading "/.".
  std::string_view rest(url.encoded_path().data(), url.encoded_path().size());
  while (!rest.empty() && rest != "/") {
    const auto encoded = rest.substr(1, rest.find('/', 1) - 1);
    rest.remove_prefix(1 + encoded.size());
    auto segment = urls::pct_string_view(encoded.data(), encoded.size()).decode();
    if (!is_safe_segment(segment)) return std::nullopt;
    target.path += '/';
    target.path += segment;
    target.segments.push_back(std::move(segment));
    if (rest == "/") {
      target.path += '/';
      target.segments.emplace_back();
    }
  }
  if (target.path.empty()) target.path += '/';
  if (url.has_query()) {
    const std::string_view text(url.encoded_query().data(), url.encoded_query().size());
    auto query = parse_query_parameters(text);
    if (!query) return std::nullopt;
    target.query = std::move(*query);
  }
  return target;
}

}  // namespace

std::optional<RequestTarget> parse_request_target(std::string_view target, std::string_view host) {
  const urls::string_view text(target.data(), target.size());
  if (target.starts_with('/')) {
    if (target.starts_with("//")) return std::nullopt;
    const auto url = urls::parse_origin_form(text);
    return url ? take_apart(*url) : std::nullopt;
  }
  const auto url = urls::parse_absolute_uri(text);
  if (!url || (url->scheme_id() != urls::scheme::http && url->scheme_id() != urls::scheme::https)) return std::nullopt;
  const std::string_view authority(url->encoded_authority().data(), url->encoded_authority().size());
  const std::string_view path(url->encoded_path().data(), url->encoded_path().size());
  if (authority.empty() || !same_name(authority, host) || path.starts_with("//")) return std::nullopt;
  return take_apart(*url);
}

bool is_host(std::string_view text) {
  // The grammar of URLs also allows escapes and punctuation in names, which no host has and only attacks use.
  const auto usual = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           std::string_view("-._:[]").find(letter) != std::string_view::npos;
  };
  if (!std::all_of(text.begin(), text.end(), usual)) return false;
  const auto authority = urls::parse_authority({text.data(), text.size()});
  return authority && !authority->encoded_host().empty();
}

}  // namespace provost::http
