#include "server/hooks/routes.hpp"

#include <algorithm>

#include "workflows/errors.hpp"

namespace provost::hooks {

namespace {

constexpr auto pattern = "/hooks/evidence/{source}";

void require_open(Reception& reception, const app::Call& call) {
  if (!reception.is_open(call.parameter("source"), call.request.remote_address))
    throw workflows::NotFound("There is nothing at this address.");
}

/// Whether an origin can stand in a header field of ours as it came.
bool is_plain(std::string_view origin) {
  constexpr std::size_t longest = 300;
  return !origin.empty() && origin.size() <= longest &&
         std::all_of(origin.begin(), origin.end(), [](char letter) { return letter > ' ' && letter <= '~'; });
}

http::Response answer_options(Reception& reception, const app::Call& call) {
  require_open(reception, call);
  http::Response response;
  response.fields.set("Allow", "POST, HEAD, OPTIONS");
  const auto origin = call.request.fields.get("WebHook-Request-Origin");
  if (origin && is_plain(*origin)) {
    // Who may send is decided by the signature, not by the name of the origin.
    response.fields.set("WebHook-Allowed-Origin", std::string(*origin));
    response.fields.set("WebHook-Allowed-Rate", "*");
  }
  return response;
}

}  // namespace

app::Routes evidence_hook_routes(Reception& reception) {
  const auto anybody = app::Access::anybody();
  app::Route post{
      http::Method::post,
      pattern,
      app::Surface::hook,
      anybody,
      [&reception](const app::Call& call) { return reception.receive(call.request, call.parameter("source")); },
      0,
      true,
      {}};
  post.admission = [&reception](const http::Request& head) {
    return reception.admit(head, head.parameters.at("source"));
  };
  post.refused_by_server = [&reception](const http::Request& head, int status, std::string_view reason) {
    reception.refused_by_server(head.parameters.at("source"), status, reason, head.remote_address);
  };
  return {std::move(post),
          {http::Method::head,
           pattern,
           app::Surface::hook,
           anybody,
           [&reception](const app::Call& call) {
             require_open(reception, call);
             return http::Response{};
           },
           0,
           false,
           {}},
          {http::Method::options,
           pattern,
           app::Surface::hook,
           anybody,
           [&reception](const app::Call& call) { return answer_options(reception, call); },
           0,
           false,
           {}}};
}

}  // namespace provost::hooks
