#pragma once

#include <cstdint>
#include <string>

namespace provost::http {

/// Makes the ids of a connection's requests: a random part for the connection and a count. Unique, not secret.
class RequestIds {
 public:
  RequestIds();
  std::string next();

 private:
  std::uint64_t connection_;
  std::uint64_t count_ = 0;
};

}  // namespace provost::http
