#pragma once

#include <string_view>

namespace provost::http {

/// Why the server itself does not take a request: what it hands to Application::server_error.
struct Refusal {
  int status;
  std::string_view reason;  ///< a literal
};

}  // namespace provost::http
