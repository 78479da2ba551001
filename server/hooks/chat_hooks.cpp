#include "server/hooks/chat_hooks.hpp"

#include <boost/json.hpp>
#include <map>

#include "integrations/chat_actions/chat_command.hpp"
#include "integrations/webhook_signatures/signature_check.hpp"
#include "server/hooks/rate_limits.hpp"
#include "server/http/forms.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"

namespace provost::hooks {

namespace {

namespace json = boost::json;
namespace chat = workflows::chat;
using app::Access;
using app::Call;
using integrations::ChatCommand;
using integrations::SignatureScheme;

/// A pressed button comes with the whole message it stands in.
constexpr std::uint64_t body_limit = 512 * 1024;
/// Slack waits three seconds for an answer, Teams five.
constexpr auto patience_of_slack = std::chrono::milliseconds(2000);
constexpr auto patience_of_teams = std::chrono::milliseconds(3800);
/// How far the time of a message may lie from ours, as of the signatures that cover one.
constexpr long long seconds_of_tolerance = 300;
constexpr std::int64_t refusals_told_in_a_minute = 60;
/// What one sender may bring in a minute; a body is kept in memory before it is known to be genuine.
constexpr std::int64_t requests_of_sender_in_a_minute = 300;
constexpr auto wait_seconds = "30";

using Report = std::function<void(const std::string&)>;

http::Response answer_json(std::string body) {
  auto response = http::json(std::move(body));
  response.fields.set("Cache-Control", "no-store");
  return response;
}

http::Response empty(int status) {
  return http::text("", status);
}

long long seconds_now(const app::Services& services) {
  return std::chrono::duration_cast<std::chrono::seconds>(services.clock.now().time_since_epoch()).count();
}

/// The secret of the app at an address; throws NotFound when there is none.
std::string require_secret(app::Services& services, const std::string& service, const std::string& address) {
  const workflows::store::ReadSnapshot snapshot(services.database);
  const auto app = chat::find_app(snapshot.session(), address);
  if (!app || app->service != service || !app->has_secret)
    throw workflows::NotFound("There is nothing at this address.");
  return chat::secret_of(snapshot.session(), *app);
}

integrations::HeaderFields header_fields(const http::Request& request) {
  return {request.fields.begin(), request.fields.end()};
}

bool is_genuine(const Call& call, SignatureScheme scheme, const std::string& secret, const Report& report) {
  integrations::SignatureConfiguration configuration;
  configuration.scheme = scheme;
  const auto verdict = integrations::check_signature(configuration, header_fields(call.request), {secret},
                                                     seconds_now(call.services), call.request.body);
  if (!verdict.genuine) report(call.request.path + " from " + call.request.remote_address + ": " + verdict.reason);
  return verdict.genuine;
}

/// Names a delivery by what its signature covers, so that no other spelling of the signature makes it another one.
std::string key_of(const Call& call, const std::string& service) {
  const auto time = call.request.fields.get("X-Slack-Request-Timestamp").value_or("");
  return workflows::sha256_hex(service + "\n" + (service == "slack" ? std::string(time) : std::string()) + "\n" +
                               call.request.body);
}

chat::ChatRequest request_of(const Call& call, const std::string& app, const ChatCommand& command, bool is_public) {
  chat::ChatRequest request;
  request.key = key_of(call, app);
  request.received_at = call.services.clock.now();
  request.account = {command.service, command.workspace, command.member, command.member_name, command.workspace_name};
  request.words = command.words;
  request.reason = command.reason;
  request.response_address = command.response_address;
  request.is_public = is_public;
  return request;
}

http::Response unreadable(const Call& call, const std::exception& error, const Report& report) {
  report(call.request.path + ": " + error.what());
  return empty(400);
}

http::Response slack_command(const Call& call, jobs::ChatDispatcher& dispatcher, const Report& report) {
  if (!is_genuine(call, SignatureScheme::slack, require_secret(call.services, "slack", "slack"), report))
    return empty(401);
  ChatCommand command;
  try {
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : http::read_form(call.request)) fields.emplace(name, value);
    // Slack looks now and then whether the certificate is still good.
    if (fields.contains("ssl_check")) return empty(200);
    command = integrations::slack_command(fields);
  } catch (const integrations::Unreadable& error) {
    return unreadable(call, error, report);
  }
  const auto request = request_of(call, "slack", command, false);
  const auto receipt = dispatcher.receive(request, patience_of_slack);
  return answer_json(receipt.body.empty() ? dispatcher.answers().fixed("answer_later", request.account) : receipt.body);
}

http::Response slack_action(const Call& call, jobs::ChatDispatcher& dispatcher, const Report& report) {
  if (!is_genuine(call, SignatureScheme::slack, require_secret(call.services, "slack", "slack"), report))
    return empty(401);
  ChatCommand command;
  try {
    std::string payload;
    for (const auto& [name, value] : http::read_form(call.request)) {
      if (name == "payload" && payload.empty()) payload = value;
    }
    command = integrations::slack_action(payload);
  } catch (const integrations::Unreadable& error) {
    return unreadable(call, error, report);
  }
  if (command.words.empty()) return empty(200);
  // Slack shows nothing of this answer; what came of it is sent to the address that came with the press.
  const auto receipt = dispatcher.receive(request_of(call, "slack", command, false), std::chrono::milliseconds(0));
  return receipt.repeated ? answer_json(receipt.body) : empty(200);
}

http::Response teams_message(const Call& call, jobs::ChatDispatcher& dispatcher, const Report& report) {
  const auto& address = call.parameter("address");
  if (!is_genuine(call, SignatureScheme::teams, require_secret(call.services, "teams", address), report))
    return empty(401);
  ChatCommand command;
  try {
    command = integrations::teams_message(call.request.body);
  } catch (const integrations::Unreadable& error) {
    return unreadable(call, error, report);
  }
  if (std::abs(command.said_at - seconds_now(call.services)) > seconds_of_tolerance) {
    report(call.request.path + ": the message is older than five minutes, or comes from the future");
    return empty(401);
  }
  auto request = request_of(call, "teams " + address, command, true);
  // Whoever has the token of one team can write any tenant and member, so a link counts only in the team it was made in
  // and where an administrator said so.
  request.account.workspace += " " + address;
  const auto receipt = dispatcher.receive(request, patience_of_teams);
  return answer_json(receipt.body.empty() ? dispatcher.answers().fixed("answer_later", request.account) : receipt.body);
}

/// Whether a body may come.
std::variant<http::BodyPolicy, http::Response> admit(app::Services& services, RateLimits& limits,
                                                     const http::Request& head, SignatureScheme scheme,
                                                     const Report& report) {
  if (!limits.take(sender_of(head.remote_address), requests_of_sender_in_a_minute, services.clock.now())) {
    auto response = empty(429);
    response.fields.set("Retry-After", wait_seconds);
    return response;
  }
  const bool is_slack = scheme == SignatureScheme::slack;
  const auto secret =
      require_secret(services, is_slack ? "slack" : "teams", is_slack ? "slack" : head.parameters.at("address"));
  integrations::SignatureConfiguration configuration;
  configuration.scheme = scheme;
  integrations::SignatureCheck check(configuration, header_fields(head), {secret}, seconds_now(services));
  if (!check.is_refused()) return http::BodyPolicy{body_limit, false};
  report(head.path + " from " + head.remote_address + ": " + check.finish().reason);
  return empty(401);
}

}  // namespace

app::Routes chat_hooks(app::Services& services, jobs::ChatDispatcher& dispatcher,
                       std::function<void(const std::string&)> report_all) {
  const auto limits = std::make_shared<RateLimits>();
  const auto report = [limits, report_all = std::move(report_all)](const std::string& problem) {
    // A flood from outside must not fill the disk with the tale of it.
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (limits->take("refused", refusals_told_in_a_minute, now)) report_all(problem);
  };
  using Handler = http::Response (*)(const Call&, jobs::ChatDispatcher&, const Report&);
  const auto hook = [&](const std::string& pattern, SignatureScheme scheme, Handler handler) {
    app::Route route{http::Method::post,
                     pattern,
                     app::Surface::hook,
                     Access::anybody(),
                     [handler, report, &dispatcher](const Call& call) { return handler(call, dispatcher, report); },
                     body_limit,
                     false,
                     {}};
    route.admission = [&services, limits, scheme, report](const http::Request& head) {
      return admit(services, *limits, head, scheme, report);
    };
    return route;
  };
  return {hook("/hooks/slack/command", SignatureScheme::slack, slack_command),
          hook("/hooks/slack/actions", SignatureScheme::slack, slack_action),
          hook("/hooks/teams/{address}", SignatureScheme::teams, teams_message)};
}

}  // namespace provost::hooks
