#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/jobs/message_sender.hpp"
#include "server/web/form.hpp"
#include "server/web/message_model.hpp"
#include "server/web/page_numbers.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/message_log.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/messages/visible_log.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace messages = workflows::messages;
using app::Call;
using app::Problem;
using workflows::people::Authority;

constexpr std::int64_t rows_on_a_page = 25;
constexpr std::size_t longest_one_click = 1'000;

std::string log_address(const std::string& channel, const std::string& state, std::int64_t page) {
  std::string query;
  const auto add = [&query](const char* name, const std::string& value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + std::string(name) + "=" + app::percent_encoded(value);
  };
  add("channel", channel);
  add("state", state);
  if (page > 1) add("page", std::to_string(page));
  return "/messages" + query;
}

json::array state_options(const std::string& chosen) {
  json::array options;
  for (const auto* state : {"", "waiting", "delivered", "failed", "dropped", "collected", "gathered"}) {
    json::object option{{"value", state}, {"chosen", chosen == state}, {"is_any", *state == '\0'}};
    for (const auto* each : {"waiting", "delivered", "failed", "dropped", "collected", "gathered"}) {
      option["is_" + std::string(each)] = std::string_view(each) == state;
    }
    options.push_back(std::move(option));
  }
  return options;
}

http::Response show_log(const Pages& pages, const Call& call) {
  const auto chosen = api::text_parameter(call.request, "channel");
  const auto state = api::text_parameter(call.request, "state");
  auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    messages::LogQuery query;
    query.state = state;
    query.limit = rows_on_a_page;
    std::map<std::int64_t, std::string> names;
    json::array channels;
    for (const auto& channel : messages::list_channels(session)) {
      names[channel.id] = channel.name;
      channels.push_back(json::object{{"value", channel.name}, {"chosen", channel.name == chosen}});
      if (channel.name == chosen) query.channel_id = channel.id;
    }
    if (chosen == "mail") query.channel_id = messages::mail_channel;
    auto found = page_or_last(page, rows_on_a_page, [&](std::int64_t offset) {
      query.offset = offset;
      return messages::read_log(session, query);
    });
    json::array rows;
    for (auto& message : found.messages) {
      messages::leave_visible(session, call.services.catalogue, call.person(), message, call.services.clock.now());
      auto row = message_row(message, zone);
      const auto name = names.find(message.channel_id);
      row["channel_name"] = name != names.end() ? name->second : std::string();
      row["by_mail"] = message.channel_id == messages::mail_channel;
      if (message.person_id) {
        const auto person = workflows::people::find_person(session, *message.person_id);
        row["to"] = person ? person->name : std::string();
      } else {
        row["to"] = "";
      }
      rows.push_back(std::move(row));
    }
    const auto last = (found.total + rows_on_a_page - 1) / rows_on_a_page;
    if (last > 1) {
      json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
      if (page > 1) pager["previous"] = log_address(chosen, state, page - 1);
      if (page < last) pager["next"] = log_address(chosen, state, page + 1);
      model["pager"] = std::move(pager);
    }
    model["total_text"] = count_text(found.total, "message", "messages");
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    model["channels"] = std::move(channels);
    model["mail_chosen"] = chosen == "mail";
    model["states"] = state_options(state);
    model["filtered"] = !chosen.empty() || !state.empty();
  }
  return uncached(pages.page(call, "messages", "Messages sent", std::move(model)));
}

std::int64_t id_of(const Call& call) {
  const auto& text = call.parameter("id");
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

http::Response show_message(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    auto message = messages::find_message(session, id_of(call));
    if (!message) throw workflows::NotFound("There is no such message.");
    const bool readable =
        messages::leave_visible(session, call.services.catalogue, call.person(), *message, call.services.clock.now());
    const auto zone = pages.time_zone(session);
    model = message_row(*message, zone);
    model["message_key"] = message->key;
    model["queued"] = moment_text(message->created_at, zone);
    const auto channel = messages::find_channel(session, message->channel_id);
    model["channel_name"] = channel ? channel->name : std::string();
    model["channel_address"] = channel ? "/channels/" + app::percent_encoded(channel->name) : std::string();
    model["by_mail"] = message->channel_id == messages::mail_channel;
    model["may_send_again"] = message->state != "waiting" && message->state != "collected";
    const auto person =
        message->person_id ? workflows::people::find_person(session, *message->person_id) : std::nullopt;
    model["to"] = person ? person->name : std::string();
    json::array attempts;
    for (const auto& attempt : messages::attempts_of(session, message->id)) {
      attempts.push_back(json::object{{"tried", moment_text(attempt.tried_at, zone)},
                                      {"took", std::to_string(attempt.took.count()) + " ms"},
                                      {"arrived", attempt.verdict == "delivered"},
                                      {"again", attempt.verdict == "try_again"},
                                      {"reason", message->text.empty() ? std::string() : attempt.reason},
                                      {"status", attempt.status},
                                      {"request", readable ? attempt.request : std::string()},
                                      {"answer", readable ? attempt.answer : std::string()}});
    }
    model["attempts_present"] = !attempts.empty();
    model["tries"] = std::move(attempts);
  }
  return uncached(pages.page(call, "message", "Message", std::move(model)));
}

http::Response send_again(const Call& call) {
  const Form form(call);
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    messages::require_known(snapshot.session(), call.services.catalogue, call.person(), id_of(call),
                            call.services.clock.now());
  }
  call.services.outbox.send_again(Authority::of(call.person()), id_of(call));
  return redirect_with_notice("/messages/" + std::to_string(id_of(call)), "queued-again");
}

json::object preferences_model(const Call& call, const messages::Preferences& preferences,
                               const jobs::MessageSender& sender) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array channels;
  for (const auto& channel : messages::list_channels(snapshot.session())) {
    // Guests do not learn what channels there are.
    if (channel.format == "webhook" || workflows::people::is_guest(call.person().roles)) continue;
    channels.push_back(json::object{{"value", channel.name}, {"chosen", channel.name == preferences.way}});
  }
  json::object model{{"sends_mail", sender.sends_mail()},
                     {"by_mail", preferences.way == "mail"},
                     {"not_at_all", preferences.way == "none"},
                     {"sorted", preferences.pace == "sorted"},
                     {"at_once", preferences.pace == "at_once"},
                     {"in_digest", preferences.pace == "digest"},
                     {"digest_at_value", preferences.digest_at},
                     {"quiet_from_value", preferences.quiet_from},
                     {"quiet_until_value", preferences.quiet_until},
                     {"time_zone_value", preferences.time_zone},
                     {"slack_member_value", preferences.slack_member},
                     {"slack_is_linked", preferences.slack_is_linked},
                     {"teams_is_linked", preferences.teams_is_linked},
                     {"teams_address_value", preferences.teams_address}};
  model["channels_present"] = !channels.empty();
  model["channels"] = std::move(channels);
  json::array languages;
  for (const auto& language : sender.languages()) {
    languages.push_back(json::object{
        {"value", language.tag}, {"label", language.name}, {"chosen", language.tag == preferences.language}});
  }
  model["languages"] = std::move(languages);
  static constexpr std::array<const char*, 7> weekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};
  json::array days;
  for (unsigned day = 1; day <= weekdays.size(); ++day) {
    days.push_back(json::object{{"value", std::to_string(day)},
                                {"label", weekdays.at(day - 1)},
                                {"chosen", preferences.free_weekdays.contains(day)}});
  }
  model["weekdays"] = std::move(days);
  return model;
}

http::Response change_preferences(const Pages& pages, const Call& call, const jobs::MessageSender& sender) {
  const Form form(call);
  messages::Preferences wanted;
  wanted.way = form.get("way");
  wanted.pace = form.get("pace");
  wanted.digest_at = form.get("digest_at");
  wanted.quiet_from = form.get("quiet_from");
  wanted.quiet_until = form.get("quiet_until");
  wanted.time_zone = form.get("own_time_zone");
  wanted.slack_member = form.get("slack_member");
  wanted.teams_address = form.get("teams_address");
  wanted.language = form.get("language");
  for (const auto& day : form.all("free_weekdays")) {
    wanted.free_weekdays.insert(day.size() == 1 ? static_cast<unsigned>(day.front() - '0') : 0U);
  }
  return done_or_again(
      [&] {
        call.services.message_preferences.change(call.person(), wanted);
        return redirect_with_notice("/account/messages", "saved");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "account_messages", "How I am told",
                                       preferences_model(call, wanted, sender), problem);
      });
}

/// The page's own button sends a form. Anything else comes from a mail program, in whatever way it writes the one click
/// (RFC 8058), and means stop.
bool asks_for_mail_again(const http::Request& request) {
  const auto type = request.fields.get("Content-Type").value_or("");
  return type.starts_with("application/x-www-form-urlencoded") &&
         http::read_form(request, longest_one_click).get("again").has_value();
}

/// No sign-in and no hidden field: whoever holds the mail has the code, and a mail program sends nothing else.
http::Response unsubscribe(const Pages& pages, const Call& call) {
  const auto& code = call.parameter("code");
  if (call.request.method == http::Method::post) {
    if (asks_for_mail_again(call.request)) {
      call.services.message_preferences.send_mail_again(code);
    } else {
      call.services.message_preferences.stop_mail(code);
    }
  }
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto person = messages::person_of_code(snapshot.session(), code);
  if (!person) throw workflows::NotFound("This link is not known here. Sign in to change how you are told.");
  const auto way = messages::preferences_of(snapshot.session(), person->id).way;
  return uncached(pages.page(call, "unsubscribe", "Mail",
                             {{"organisation", workflows::organisation::present_organisation(snapshot.session()).name},
                              {"address", "/unsubscribe/" + code},
                              {"by_mail", way == "mail"},
                              {"not_at_all", way == "none"}}));
}

}  // namespace

app::Routes message_routes(const Pages& pages, const jobs::MessageSender& sender) {
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  const auto everybody = app::Access::with(workflows::people::Permission::read_documents);
  return {get_page("/messages", managers, [&pages](const Call& call) { return show_log(pages, call); }),
          get_page("/messages/{id}", managers, [&pages](const Call& call) { return show_message(pages, call); }),
          post_form("/messages/{id}/again", managers, send_again),
          get_page("/unsubscribe/{code}", app::Access::anybody(),
                   [&pages](const Call& call) { return unsubscribe(pages, call); }),
          post_form("/unsubscribe/{code}", app::Access::anybody(),
                    [&pages](const Call& call) { return unsubscribe(pages, call); }),
          get_page("/account/messages", everybody,
                   [&pages, &sender](const Call& call) {
                     messages::Preferences preferences;
                     {
                       const workflows::store::ReadSnapshot snapshot(call.services.database);
                       preferences = messages::preferences_of(snapshot.session(), call.person().person_id);
                     }
                     return pages.page(call, "account_messages", "How I am told",
                                       preferences_model(call, preferences, sender));
                   }),
          post_form("/account/messages", everybody,
                    [&pages, &sender](const Call& call) { return change_preferences(pages, call, sender); })};
}

}  // namespace provost::web
