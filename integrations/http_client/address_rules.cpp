#include "integrations/http_client/address_rules.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "integrations/http_client/host_name.hpp"

namespace provost::integrations {

namespace ip = boost::asio::ip;

namespace {

struct Network {
  ip::address base;
  unsigned prefix;
};

template <class Bytes>
bool same_start(const Bytes& one, const Bytes& other, unsigned bits) {
  const auto whole = bits / 8;
  if (!std::equal(one.begin(), one.begin() + whole, other.begin())) return false;
  const auto rest = bits % 8;
  return rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0;
}

bool is_in(const ip::address& address, const ip::address& base, unsigned prefix) {
  if (address.is_v4() != base.is_v4()) return false;
  if (address.is_v4()) return same_start(address.to_v4().to_bytes(), base.to_v4().to_bytes(), prefix);
  return same_start(address.to_v6().to_bytes(), base.to_v6().to_bytes(), prefix);
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  boost::system::error_code error;
  const auto base = ip::make_address(std::string(text.substr(0, slash)), error);
  if (error || (base.is_v6() && base.to_v6().scope_id() != 0)) return std::nullopt;
  const unsigned longest = base.is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) {
    const auto plain = without_mapping(base);
    return Network{plain, plain.is_v4() ? 32U : 128U};
  }
  const auto prefix = number<unsigned>(text.substr(slash + 1));
  if (!prefix || *prefix > longest) return std::nullopt;
  return Network{base, *prefix};
}

const std::vector<Network>& not_public() {
  static const auto all = [] {
    std::vector<Network> networks;
    for (const auto* text :
         {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
          "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
          // Azure's metadata service: an address of the internet that means the own machine's host.
          "168.63.129.16/32", "::/128", "::1/128", "fc00::/7", "fe80::/10", "64:ff9b::/96", "64:ff9b:1::/48",
          "2001::/32", "2002::/16", "ff00::/8"}) {
      networks.push_back(*parse_network(text));
    }
    return networks;
  }();
  return all;
}

}  // namespace

ip::address without_mapping(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

bool is_public(const ip::address& address) {
  auto judged = without_mapping(address);
  if (address.is_v6()) {
    if (address.to_v6().scope_id() != 0) return false;
    // IPv4-compatible addresses (RFC 4291, section 2.5.5.1) are 96 zero bits and the IPv4.
    const auto bytes = address.to_v6().to_bytes();
    if (std::all_of(bytes.begin(), bytes.begin() + 12, [](auto byte) { return byte == 0; })) {
      judged = ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
    }
  }
  const auto& networks = not_public();
  return std::none_of(networks.begin(), networks.end(),
                      [&](const Network& network) { return is_in(judged, network.base, network.prefix); });
}

AllowList::AllowList(const std::vector<std::string>& entries) {
  for (const auto& entry : entries) entries_.push_back(parse(entry));
}

AllowList::Entry AllowList::parse(const std::string& text) {
  const auto wrong = [&] {
    return std::invalid_argument(
        "outgoing.allowed takes hosts, addresses and networks such as chat.school.local:8065, "
        "192.168.1.5 or 10.0.0.0/8, not \"" +
        text + "\".");
  };
  std::string_view place = text;
  std::optional<std::string_view> port;
  const auto bracket = text.find(']');
  const auto colon = text.rfind(':');
  if (text.starts_with('[')) {
    if (bracket == std::string::npos) throw wrong();
    place = std::string_view(text).substr(1, bracket - 1);
    if (bracket + 1 < text.size()) {
      if (text[bracket + 1] != ':') throw wrong();
      port = std::string_view(text).substr(bracket + 2);
    }
    if (place.find(':') == std::string_view::npos) throw wrong();
  } else if (colon != std::string::npos && text.find(':') == colon) {
    place = std::string_view(text).substr(0, colon);
    port = std::string_view(text).substr(colon + 1);
  }
  Entry entry;
  if (port) {
    entry.port = number<std::uint16_t>(*port);
    if (entry.port.value_or(0) == 0) throw wrong();
  }
  if (const auto network = parse_network(place)) {
    entry.network = network->base;
    entry.prefix = network->prefix;
  } else {
    entry.name = plain_host_name(place);
    if (!is_host_name(entry.name) || ends_in_number(entry.name)) throw wrong();
  }
  return entry;
}

bool AllowList::allows(std::string_view host, std::uint16_t port, const ip::address& address) const {
  const auto name = plain_host_name(host);
  const auto judged = without_mapping(address);
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    if (entry.port && *entry.port != port) return false;
    return entry.name.empty() ? is_in(judged, entry.network, entry.prefix) : entry.name == name;
  });
}

bool AllowList::names(std::string_view host, std::uint16_t port) const {
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(host), error);
  if (!error) return allows(host, port, address);
  const auto name = plain_host_name(host);
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return (!entry.port || *entry.port == port) && !entry.name.empty() && entry.name == name;
  });
}

}  // namespace provost::integrations
