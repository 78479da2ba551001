#include "integrations/http_client/web_address.hpp"

#include <arpa/inet.h>

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "integrations/http_client/address_rules.hpp"
#include "integrations/http_client/host_name.hpp"
#include "integrations/http_client/unreachable.hpp"

namespace provost::integrations {

namespace ip = boost::asio::ip;
namespace urls = boost::urls;

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

std::string plain_host(const urls::url_view& url) {
  if (url.host_type() == urls::host_type::ipv6) {
    return without_mapping(ip::address_v6(url.host_ipv6_address().to_bytes())).to_string();
  }
  const auto host = plain_host_name(url.host());
  if (host.empty()) throw bad("The web address names no host.");
  if (url.host_type() == urls::host_type::ipvfuture || !is_host_name(host)) {
    throw bad("The web address names a host that cannot exist. International names must be written as \"xn--…\".");
  }
  return ends_in_number(host) ? plain_ipv4(host) : host;
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
  const auto parsed = urls::parse_uri(text);
  if (!parsed) throw bad("This is not a whole web address such as https://chat.example.org/hooks/1.");
  const urls::url_view url = *parsed;
  WebAddress address;
  address.secure = url.scheme_id() == urls::scheme::https;
  if (!address.secure && url.scheme_id() != urls::scheme::http) throw bad("A web address must begin with https://.");
  if (!url.has_authority()) throw bad("The web address names no host.");
  if (url.has_userinfo()) throw bad("A web address with a user or password before the host cannot be used.");
  address.host = plain_host(url);
  address.port = address.secure ? https_port : http_port;
  if (url.has_port() && !url.port().empty()) {
    address.port = url.port_number();
    if (address.port == 0) throw bad("The port after " + address.host + " must be a number from 1 to 65535.");
  }
  address.target = std::string(url.encoded_target());
  if (!address.target.starts_with('/')) address.target.insert(0, "/");
  return address;
}

}  // namespace provost::integrations
