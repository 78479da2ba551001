#include "tests/integrations/http_client/client_fixture.hpp"

#include <gtest/gtest.h>

#include "integrations/http_client/name_lookup.hpp"

namespace provost::tests {

using integrations::NameLookup;

integrations::ClientSettings loopback_settings(std::chrono::milliseconds patience) {
  integrations::ClientSettings settings;
  settings.allowed = {"127.0.0.1"};
  settings.patience = patience;
  return settings;
}

std::shared_ptr<const NameLookup> names_with(std::vector<std::string> addresses) {
  return std::make_shared<const NameLookup>([addresses](const std::string&) {
    std::vector<boost::asio::ip::address> all;
    for (const auto& address : addresses) all.push_back(boost::asio::ip::make_address(address));
    return all;
  });
}

Failure failure_of(const integrations::HttpClient& client, const integrations::HttpRequest& request) {
  try {
    const auto answer = client.send(request);
    ADD_FAILURE() << request.address << " answers " << answer.status;
    return {};
  } catch (const integrations::Unreachable& problem) {
    const std::string sentence = problem.what();
    EXPECT_EQ(sentence.find("secret"), std::string::npos) << sentence;
    EXPECT_TRUE(sentence.ends_with('.')) << sentence;
    return {problem.kind(), sentence};
  }
}

}  // namespace provost::tests
