#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "integrations/http_client/http_client.hpp"

namespace provost::tests {

struct Failure {
  integrations::Unreachable::Kind kind;
  std::string sentence;
};

/// Settings that allow 127.0.0.1 and wait for `patience`.
integrations::ClientSettings loopback_settings(std::chrono::milliseconds patience = std::chrono::seconds(10));

/// Asks for names: each has the addresses given in the constructor of the look-up.
std::shared_ptr<const integrations::NameLookup> names_with(std::vector<std::string> addresses);

/// What send() throws. Fails the test when it answers, and when the sentence tells "secret" (so put it into the path).
Failure failure_of(const integrations::HttpClient& client, const integrations::HttpRequest& request);

}  // namespace provost::tests
