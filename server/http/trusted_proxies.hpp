#pragma once

#include <string>
#include <vector>

#include "server/http/fields.hpp"
#include "server/http/network_list.hpp"

namespace provost::http {

/// Who a request comes from, as far as it can be believed.
struct Origin {
  std::string address;
  bool secure = false;
};

/// The proxies in front of the server whose X-Forwarded-For and X-Forwarded-Proto are believed. Thread-safe.
class TrustedProxies {
 public:
  /// Addresses or networks: "127.0.0.1", "10.0.0.0/8", "fd00::/8". Throws std::runtime_error naming a wrong one.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  /// `direct` is what the connection itself tells. Behind a trusted proxy the client is the last address in
  /// X-Forwarded-For that is not itself a trusted proxy: everything before it was claimed by the client.
  Origin origin(const Origin& direct, const Fields& fields) const;

 private:
  bool contains(const std::string& address) const;
  NetworkList networks_;
};

}  // namespace provost::http
