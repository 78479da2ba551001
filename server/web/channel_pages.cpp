#include <algorithm>
#include <boost/json.hpp>

#include "integrations/messages/standard_webhook.hpp"
#include "server/app/addresses.hpp"
#include "server/jobs/message_sender.hpp"
#include "server/web/form.hpp"
#include "server/web/message_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/told_once.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/local_moment.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_log.hpp"
#include "workflows/messages/message_samples.hpp"
#include "workflows/messages/visible_log.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace messages = workflows::messages;
using app::Call;
using app::Problem;
using workflows::people::Authority;

std::string address_of(const std::string& name) {
  return "/channels/" + app::percent_encoded(name);
}

messages::Channel require_channel(const std::string& name, workflows::store::Session& session) {
  auto channel = messages::find_channel(session, name);
  if (!channel) throw workflows::NotFound("There is no such channel.");
  return *channel;
}

json::array event_options(const std::vector<std::string>& chosen) {
  json::array options;
  for (const auto& kind : messages::event_kinds()) {
    if (!kind.in_channels) continue;
    options.push_back(json::object{{"value", kind.name},
                                   {"label", kind.label},
                                   {"chosen", std::find(chosen.begin(), chosen.end(), kind.name) != chosen.end()}});
  }
  return options;
}

json::object option(std::string_view value, std::string_view label, const std::vector<std::string>& chosen) {
  return {
      {"value", value}, {"label", label}, {"chosen", std::find(chosen.begin(), chosen.end(), value) != chosen.end()}};
}

json::array workflow_options(const Call& call, workflows::store::Session& session,
                             const std::vector<std::string>& chosen) {
  json::array options;
  for (const auto& version : call.services.catalogue.newest(session)) {
    const auto& definition = *version.definition;
    if (definition.internal) continue;
    options.push_back(option(definition.name, definition.title, chosen));
  }
  return options;
}

json::array department_options(workflows::store::Session& session, const std::vector<std::string>& chosen) {
  json::array options;
  for (const auto& department : workflows::organisation::list_departments(session)) {
    options.push_back(option(department.name, department.name, chosen));
  }
  return options;
}

json::array role_options(const std::vector<std::string>& chosen) {
  json::array options;
  for (const auto role : workflows::people::all_roles()) {
    options.push_back(option(workflows::people::to_text(role), workflows::people::label(role), chosen));
  }
  return options;
}

json::array document_type_options(const std::vector<std::string>& chosen) {
  json::array options;
  for (const auto& type : workflows::documents::document_types()) {
    options.push_back(option(type.name, type.label, chosen));
  }
  return options;
}

/// The choices of every field that is a grade.
json::array grade_options(const Call& call, workflows::store::Session& session,
                          const std::vector<std::string>& chosen) {
  std::map<std::string, std::string> grades;
  for (const auto& version : call.services.catalogue.newest(session)) {
    for (const auto& field : version.definition->fields) {
      if (field.name != "grade") continue;
      for (const auto& choice : field.choices) grades.emplace(choice.value, choice.label);
    }
  }
  json::array options;
  for (const auto& [value, label] : grades) options.push_back(option(value, label, chosen));
  return options;
}

json::array format_options(const std::string& chosen) {
  json::array options;
  for (const auto& format : messages::channel_formats()) {
    options.push_back(format_model(format, format == chosen));
  }
  return options;
}

void add_settings(const Call& call, workflows::store::Session& session, const messages::ChannelSettings& settings,
                  json::object& model) {
  model["channel_name_value"] = settings.name;
  model["events"] = event_options(settings.events);
  auto workflows = workflow_options(call, session, settings.workflows);
  model["workflows"] = std::move(workflows);
  auto departments = department_options(session, settings.departments);
  model["departments_present"] = !departments.empty();
  model["departments"] = std::move(departments);
  model["roles"] = role_options(settings.roles);
  model["document_types"] = document_type_options(settings.document_types);
  auto grades = grade_options(call, session, settings.grades);
  model["grades_present"] = !grades.empty();
  model["grades"] = std::move(grades);
  model["mentions"] = settings.mentions;
  model["interactive"] = settings.interactive;
  model["may_interact"] = settings.format == "slack";
}

messages::ChannelSettings settings_in(const Form& form, const std::string& format) {
  messages::ChannelSettings settings;
  settings.name = form.get("name");
  settings.format = format;
  settings.events = form.all("events");
  settings.workflows = form.all("workflows");
  settings.departments = form.all("departments");
  settings.roles = form.all("roles");
  settings.document_types = form.all("document_types");
  settings.grades = form.all("grades");
  settings.mentions = form.has("mentions");
  settings.interactive = form.has("interactive");
  return settings;
}

/// What became of the newest message that was settled: "delivered", "failed"; empty: none was.
std::string last_outcome(workflows::store::Session& session, std::int64_t channel_id) {
  for (const auto* state : {"delivered", "failed"}) {
    messages::LogQuery query;
    query.channel_id = channel_id;
    query.state = state;
    query.limit = 1;
    const auto found = messages::read_log(session, query).messages;
    if (!found.empty()) return state;
  }
  return "";
}

json::object row_model(workflows::store::Session& session, const messages::Channel& channel, const std::string& zone) {
  const auto outcome = last_outcome(session, channel.id);
  json::object model{
      {"channel_name", channel.name},
      {"channel_address", address_of(channel.name)},
      {"host", channel.address_hint},
      {"format", format_model(channel.format, false)},
      {"paused", channel.paused_at.has_value()},
      {"pause_reason", channel.pause_reason},
      {"works", outcome == "delivered"},
      {"never_arrived", outcome == "failed"},
      {"waiting", channel.waiting},
      {"told", count_text(static_cast<std::int64_t>(channel.events.size()), "kind of news", "kinds of news")}};
  model["failing_since"] =
      channel.failing_since && !channel.paused_at ? moment_text(*channel.failing_since, zone) : std::string();
  return model;
}

http::Response show_list(const Pages& pages, const Call& call, const jobs::MessageSender& sender) {
  json::object model{{"sends_mail", sender.sends_mail()}, {"has_public_address", sender.has_public_address()}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    json::array rows;
    for (const auto& channel : messages::list_channels(session)) rows.push_back(row_model(session, channel, zone));
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    model["mail_pause"] = messages::mail_pause(session);
  }
  json::array problems;
  for (const auto& problem : sender.wording_problems()) problems.push_back(json::object{{"text", problem}});
  model["wording_problems_present"] = !problems.empty();
  model["wording_problems"] = std::move(problems);
  return pages.page(call, "channels", "Channels", std::move(model));
}

json::object new_model(const Call& call, const messages::ChannelSettings& settings) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::object model;
  model["formats"] = format_options(settings.format);
  add_settings(call, snapshot.session(), settings, model);
  return model;
}

struct Shown {
  std::string channel;
  const messages::ChannelSettings* refused = nullptr;
  std::string new_secret;
  bool former_valid = false;
  std::optional<workflows::messages::Attempt> tested;
};

/// What a message would look like there, for each kind of news.
json::array preview_models(const jobs::MessageSender& sender, const std::string& format) {
  json::array previews;
  for (const auto& kind : messages::event_kinds()) {
    if (!kind.in_channels) continue;
    const auto content = messages::sample_content(kind.name);
    const auto message = sender.worded(content, true);
    json::array facts;
    for (const auto& fact : message.facts) facts.push_back(json::object{{"name", fact.name}, {"value", fact.value}});
    json::object model{{"label", kind.label},
                       {"title", message.title},
                       {"text", message.text},
                       {"button", message.button},
                       {"footer", message.footer},
                       {"person", content.person->name},
                       {"body", sender.preview(content, format, "msg_preview")}};
    model["facts"] = std::move(facts);
    previews.push_back(std::move(model));
  }
  return previews;
}

json::object channel_model(const Pages& pages, const Call& call, const jobs::MessageSender& sender,
                           const Shown& shown) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  auto channel = require_channel(shown.channel, session);
  channel.waiting = messages::count_waiting(session, channel.id);
  const auto zone = pages.time_zone(session);
  auto model = row_model(session, channel, zone);
  add_settings(call, session, shown.refused != nullptr ? *shown.refused : channel, model);
  model["webhook"] = channel.format == "webhook";
  model["teams"] = channel.format == "teams";
  model["new_secret"] = shown.new_secret;
  model["former_valid"] = shown.former_valid;
  model["has_public_address"] = sender.has_public_address();
  if (shown.tested) {
    model["tested"] =
        json::object{{"arrived", shown.tested->verdict == "delivered"},
                     {"reason", shown.tested->reason},
                     {"status", shown.tested->status == 0 ? std::string() : std::to_string(shown.tested->status)},
                     {"answer", shown.tested->answer}};
  }
  messages::LogQuery query;
  query.channel_id = channel.id;
  query.limit = 10;
  json::array rows;
  for (auto& message : messages::read_log(session, query).messages) {
    messages::leave_visible(session, call.services.catalogue, call.person(), message, call.services.clock.now());
    rows.push_back(message_row(message, zone));
  }
  model["log_present"] = !rows.empty();
  model["log"] = std::move(rows);
  model["previews"] = preview_models(sender, channel.format);
  return model;
}

http::Response show(const Pages& pages, const Call& call, const jobs::MessageSender& sender, const Shown& shown) {
  return uncached(pages.page(call, "channel", shown.channel, channel_model(pages, call, sender, shown)));
}

http::Response add(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto settings = settings_in(form, form.get("format"));
  return done_or_again(
      [&] {
        const auto secret = settings.format == "webhook" ? integrations::new_secret() : std::string();
        call.services.channels.add(Authority::of(call.person()), settings, form.get("address"), secret);
        if (secret.empty()) return redirect_with_notice(address_of(settings.name), "added");
        return redirect_with_secret(call, address_of(settings.name), secret);
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "channel_new", "Add a channel", new_model(call, settings), problem);
      });
}

http::Response change(const Pages& pages, const Call& call, const jobs::MessageSender& sender) {
  const Form form(call);
  std::string format;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    format = require_channel(call.parameter("channel"), snapshot.session()).format;
  }
  const auto settings = settings_in(form, format);
  return done_or_again(
      [&] {
        call.services.channels.change(Authority::of(call.person()), call.parameter("channel"), settings,
                                      form.get("address"));
        return redirect_with_notice(address_of(settings.name), "saved");
      },
      [&](const Problem& problem) {
        Shown shown;
        shown.channel = call.parameter("channel");
        shown.refused = &settings;
        return pages.page_with_problem(call, "channel", call.parameter("channel"),
                                       channel_model(pages, call, sender, shown), problem);
      });
}

/// Sends at once and shows what the other side answered, whatever that was.
http::Response test(const Pages& pages, const Call& call, jobs::MessageSender& sender) {
  const Form form(call);
  const auto message = call.services.outbox.begin_test(Authority::of(call.person()), call.parameter("channel"));
  auto result = sender.send(message);
  Shown shown;
  shown.channel = call.parameter("channel");
  if (result.attempt) {
    call.services.outbox.settle(message, *result.attempt);
    shown.tested = std::move(result.attempt);
  } else {
    call.services.outbox.drop(message, result.moot);
  }
  return show(pages, call, sender, shown);
}

http::Response change_secret(const Call& call) {
  const Form form(call);
  const auto& channel = call.parameter("channel");
  const auto secret = integrations::new_secret();
  call.services.channels.change_secret(Authority::of(call.person()), channel, secret);
  return redirect_with_secret(call, address_of(channel) + "?secret=changed", secret);
}

http::Response replay(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto& name = call.parameter("channel");
  std::optional<workflows::Instant> since;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    since = workflows::parse_local_moment(form.get("since"), pages.time_zone(snapshot.session()));
  }
  if (!since) throw workflows::Invalid("since", "Please say since when, as a day and a time.");
  call.services.outbox.replay(Authority::of(call.person()), name, *since);
  return redirect_with_notice(address_of(name), "queued-again");
}

}  // namespace

app::Routes channel_routes(const Pages& pages, jobs::MessageSender& sender) {
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  const auto post = [&](const std::string& what, std::function<http::Response(const Call&)> handler) {
    return post_form("/channels/{channel}" + what, managers, std::move(handler));
  };
  return {get_page("/channels", managers,
                   [&pages, &sender](const Call& call) { return uncached(show_list(pages, call, sender)); }),
          get_page("/channels/new", managers,
                   [&pages](const Call& call) {
                     messages::ChannelSettings settings;
                     settings.format = "slack";
                     settings.events = {messages::document_in_force, messages::overdue};
                     return pages.page(call, "channel_new", "Add a channel", new_model(call, settings));
                   }),
          post_form("/channels", managers, [&pages](const Call& call) { return add(pages, call); }),
          get_page("/channels/{channel}", managers,
                   [&pages, &sender](const Call& call) {
                     Shown shown;
                     shown.channel = call.parameter("channel");
                     shown.new_secret = told_once(call);
                     shown.former_valid = call.request.query.get("secret") == "changed";
                     return showing_once(call, shown.new_secret, show(pages, call, sender, shown));
                   }),
          post("", [&pages, &sender](const Call& call) { return change(pages, call, sender); }),
          post("/test", [&pages, &sender](const Call& call) { return test(pages, call, sender); }),
          post("/secret", change_secret),
          post("/replay", [&pages](const Call& call) { return replay(pages, call); }),
          post("/pause",
               [](const Call& call) {
                 const Form form(call);
                 call.services.channels.pause(Authority::of(call.person()), call.parameter("channel"),
                                              "Paused by " + call.person().name + ".");
                 return redirect_with_notice(address_of(call.parameter("channel")), "saved");
               }),
          post("/resume",
               [](const Call& call) {
                 const Form form(call);
                 const auto& name = call.parameter("channel");
                 call.services.channels.resume(Authority::of(call.person()), name);
                 return redirect_with_notice(name == "mail" ? "/channels" : address_of(name), "saved");
               }),
          post("/remove", [](const Call& call) {
            const Form form(call);
            call.services.channels.remove(Authority::of(call.person()), call.parameter("channel"));
            return redirect_with_notice("/channels", "removed");
          })};
}

}  // namespace provost::web
