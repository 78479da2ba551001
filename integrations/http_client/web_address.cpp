#include "integrations/http_client/web_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <string_view>

#include "integrations/http_client/address_rules.hpp"
#include "integrations/http_client/host_name.hpp"
#include "integrations/http_client/unreachable.hpp"

namespace provost::integrations {

namespace ip = boost::asio::ip;

namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

Unreachable bad(const std::string& sentence) {
  return {Unreachable::Kind::bad_address, sentence};
}

/// The system's look-up would read "127.1" as an address as well: better to know before anything is compared.
std::string plain_ipv4(const std::string& host) {
  in_addr parsed{};
  if (inet_aton(host.c_str(), &parsed) == 0) throw bad("The host " + host + " is neither a name nor an address.");
  return ip::address_v4(ntohl(parsed.s_addr)).to_string();
}

std::string plain_ipv6(std::string_view text) {
  boost::system::error_code error;
  const auto address = ip::make_address_v6(std::string(text), error);
  if (error || address.scope_id() != 0 || text.find('%') != std::string_view::npos) {
    throw bad("What stands between brackets in the web address is not an IPv6 address.");
  }
  return without_mapping(address).to_string();
}

std::string plain_host(std::string_view text) {
  const auto host = plain_host_name(text);
  if (host.empty()) throw bad("The web address names no host.");
  if (!is_host_name(host)) {
    throw bad("The web address names a host that cannot exist. International names must be written as \"xn--…\".");
  }
  return ends_in_number(host) ? plain_ipv4(host) : host;
}

std::uint16_t parse_port(std::string_view text, const std::string& host) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) {
    throw bad("The port after " + host + " must be a number from 1 to 65535.");
  }
  return port;
}

/// host [":" port] of RFC 3986, section 3.2. Not by Boost.URL: that of 1.81 reads "8.8.8.8.example" as the address
/// 8.8.8.8 with the path ".example". Two readings of one host is what must not be.
void read_authority(std::string_view text, WebAddress& address) {
  if (text.find('@') != std::string_view::npos) {
    throw bad("A web address with a user or password before the host cannot be used.");
  }
  const bool bracket = text.starts_with('[');
  const auto end = bracket ? text.find(']') : text.find(':');
  if (bracket && end == std::string_view::npos) throw bad("A bracket of the web address is not closed.");
  address.host = bracket ? plain_ipv6(text.substr(1, end - 1)) : plain_host(text.substr(0, end));
  const auto rest = text.substr(std::min(bracket ? end + 1 : end, text.size()));
  if (rest.empty() || rest == ":") return;
  if (rest.front() != ':') throw bad("After the bracket only a port may follow in the web address.");
  address.port = parse_port(rest.substr(1), address.host);
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

std::string WebAddress::authority() const {
  return port == (secure ? https_port : http_port) ? bracketed(host) : place();
}

std::string WebAddress::place() const {
  return bracketed(host) + ":" + std::to_string(port);
}

WebAddress parse_web_address(const std::string& text) {
  std::string_view rest = text;
  const auto colon = rest.find("://");
  if (colon == std::string_view::npos) throw bad("This is not a whole web address such as https://chat.example.org/x.");
  const auto scheme = lower_case(rest.substr(0, colon));
  if (scheme != "https" && scheme != "http") throw bad("A web address must begin with https://.");
  rest.remove_prefix(colon + 3);
  WebAddress address;
  address.secure = scheme == "https";
  address.port = address.secure ? https_port : http_port;
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  read_authority(rest.substr(0, end), address);
  const auto path = "https://host" + std::string(rest.substr(end));
  const auto parsed = boost::urls::parse_uri(path);
  if (!parsed) throw bad("The web address holds characters after the host that must be written as \"%…\".");
  address.target = std::string(parsed->encoded_target());
  if (!address.target.starts_with('/')) address.target.insert(0, "/");
  return address;
}

}  // namespace provost::integrations
