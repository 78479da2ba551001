#include "integrations/http_client/http_client.hpp"

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <stdexcept>
#include <utility>

#include "integrations/http_client/address_rules.hpp"
#include "integrations/http_client/exchange.hpp"
#include "integrations/http_client/host_name.hpp"
#include "integrations/http_client/name_lookup.hpp"
#include "integrations/http_client/tls_stream.hpp"
#include "integrations/http_client/web_address.hpp"

namespace provost::integrations {

namespace ip = boost::asio::ip;
using Kind = Unreachable::Kind;
using TimePoint = std::chrono::steady_clock::time_point;

namespace {

constexpr std::string_view token_characters =
    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_token(std::string_view text) {  // RFC 9110, section 5.6.2
  return !text.empty() && text.find_first_not_of(token_characters) == std::string_view::npos;
}

bool is_field_value(std::string_view text) {  // RFC 9110, section 5.5
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

bool is_the_clients(const std::string& name) {
  // Given twice, the ones about length and connection let two servers see two different requests in one.
  for (const auto* own : {"host", "user-agent", "content-length", "transfer-encoding", "connection", "keep-alive", "te",
                          "trailer", "upgrade", "expect", "proxy-connection", "proxy-authorization"}) {
    if (name == own) return true;
  }
  return false;
}

void check(const HttpRequest& request) {
  // CONNECT would make a tunnel of the connection, and has another form of target.
  if (!is_token(request.method) || request.method == "CONNECT") {
    throw std::invalid_argument("A request cannot have the method \"" + request.method + "\".");
  }
  for (const auto& [name, value] : request.headers) {
    // The value may be a secret: the name has to do.
    if (!is_token(name)) throw std::invalid_argument("A field of a request has a name that HTTP does not allow.");
    if (!is_field_value(value)) throw std::invalid_argument("The field " + name + " holds a line break or the like.");
    if (is_the_clients(lower_case(name))) {
      throw std::invalid_argument("The field " + name + " is set by the client itself.");
    }
  }
}

WebAddress parse_proxy(const std::string& text) {
  const std::invalid_argument wrong("The proxy must be given as http://proxy.school.local:3128, without user or path.");
  try {
    auto proxy = parse_web_address(text);
    if (proxy.secure || proxy.target != "/") throw wrong;
    return proxy;
  } catch (const Unreachable&) {
    throw wrong;
  }
}

}  // namespace

std::string HttpAnswer::header(std::string_view name) const {
  const auto wanted = lower_case(name);
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& field) { return lower_case(field.first) == wanted; });
  return found == headers.end() ? std::string() : found->second;
}

struct HttpClient::Parts {
  ClientSettings settings;
  std::shared_ptr<const NameLookup> lookup;
  AllowList allowed;
  std::optional<WebAddress> proxy;
  boost::asio::ssl::context tls;

  Parts(ClientSettings given, std::shared_ptr<const NameLookup> names)
      : settings(std::move(given)),
        lookup(std::move(names)),
        allowed(settings.allowed),
        tls(make_client_context(settings.certificate_authorities)) {
    if (!settings.proxy.empty()) proxy = parse_proxy(settings.proxy);
  }

  std::vector<ip::address> addresses(const WebAddress& web, TimePoint until) const {
    auto addresses = lookup->addresses(web.host, until);
    if (!addresses) throw Unreachable(Kind::timed_out, "The look-up of the host of " + web.place() + " took too long.");
    if (addresses->empty()) {
      throw Unreachable(Kind::no_such_host, "The host of " + web.place() + " was not found: no address is known.");
    }
    return std::move(*addresses);
  }

  std::vector<ip::address> checked_addresses(const WebAddress& web, TimePoint until) const {
    auto all = addresses(web, until);
    const auto refused = std::stable_partition(all.begin(), all.end(), [&](const ip::address& address) {
      return allowed.allows(web.host, web.port, address) || (web.secure && is_public(address));
    });
    if (refused != all.begin()) {
      all.erase(refused, all.end());
      return all;
    }
    const auto& address = all.front();
    const auto way_out = " If it should be reached, add " + web.place() + " to the setting outgoing.allowed.";
    if (is_public(address)) {
      throw Unreachable(Kind::refused_address, web.place() + " (" + address.to_string() +
                                                   ") is not asked without encryption: use https." + way_out);
    }
    throw Unreachable(Kind::refused_address, web.place() + " has the address " + address.to_string() +
                                                 ", which is not on the public internet, and was not asked." + way_out);
  }
};

HttpClient::HttpClient(ClientSettings settings)
    : HttpClient(std::move(settings), std::make_shared<const NameLookup>()) {}

HttpClient::HttpClient(ClientSettings settings, std::shared_ptr<const NameLookup> lookup)
    : parts_(std::make_unique<Parts>(std::move(settings), std::move(lookup))) {}

HttpClient::HttpClient(HttpClient&& other) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&& other) noexcept = default;
HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::send(const HttpRequest& request) const {
  const auto start = std::chrono::steady_clock::now();
  check(request);
  const auto target = parse_web_address(request.address);
  const auto until = start + parts_->settings.patience;
  const auto connected_until = std::min(until, start + parts_->settings.connect_patience);
  Plan plan{request,     target, parts_->tls,     parts_->checked_addresses(target, connected_until),
            target.port, {},     connected_until, until};
  if (parts_->proxy) {
    plan.addresses = parts_->addresses(*parts_->proxy, connected_until);
    plan.port = parts_->proxy->port;
    plan.proxy = parts_->proxy->place();
  }
  return exchange(plan);
}

}  // namespace provost::integrations
