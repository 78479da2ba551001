#include <boost/json.hpp>
#include <charconv>

#include "server/app/addresses.hpp"
#include "server/hooks/delivery_names.hpp"
#include "server/hooks/samples.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "server/web/form.hpp"
#include "server/web/message_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/source_model.hpp"
#include "server/web/told_once.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/ready_made.hpp"
#include "workflows/text_forms.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;
using app::Call;
using app::Problem;
using workflows::people::Authority;

/// What all handlers of these pages share.
struct Parts {
  const Pages& pages;
  hooks::Reception& reception;
  std::filesystem::path spool;
  std::string public_url;
};

sources::Source require_source(workflows::store::Session& session, const std::string& name) {
  auto source = sources::find_source(session, name);
  if (!source) throw workflows::NotFound("There is no such source.");
  return *source;
}

std::string kind_title(const std::string& name) {
  const auto* kind = sources::find_source_kind(name);
  return kind == nullptr ? name : kind->title;
}

std::string waiting_text(std::int64_t count) {
  return count == 0 ? "" : count_text(count, "delivery waits for a person", "deliveries wait for a person");
}

http::Response show_list(const Parts& parts, const Call& call) {
  json::object model{{"has_public_address", !parts.public_url.empty()}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    json::array rows;
    for (const auto& source : sources::list_sources(session)) {
      const auto owner = workflows::people::find_person(session, source.owner_id);
      rows.push_back(json::object{{"source_address", address_of_source(source.name)},
                                  {"title_text", source.title},
                                  {"kind_text", kind_title(source.kind)},
                                  {"owner_text", owner ? owner->name : source.owner},
                                  {"enabled", source.enabled},
                                  {"waiting", sources::count_waiting_deliveries(session, source.id)},
                                  {"hook_address", hook_address(call, parts.public_url, source.name)}});
    }
    model["waiting_total"] = waiting_text(sources::count_waiting_deliveries(session));
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
  }
  return uncached(parts.pages.page(call, "sources", "Sources", std::move(model)));
}

json::object new_model(const Call& call, const sources::SourceSettings& settings) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto* kind = sources::find_source_kind(settings.kind);
  json::object model{{"choosing", kind == nullptr}};
  json::array kinds;
  for (const auto& one : sources::ready_made_kinds()) {
    kinds.push_back(json::object{{"kind_address", "/sources/new?kind=" + one.name}, {"kind_text", one.title}});
  }
  model["kinds"] = std::move(kinds);
  model["kind_value"] = settings.kind;
  model["kind_text"] = kind_title(settings.kind);
  model["gives_secret"] = kind != nullptr && kind->gives_secret;
  model["name_value"] = settings.name;
  add_source_fields(call, snapshot.session(), settings, model);
  json::array schemes;
  for (const auto one : integrations::signature_schemes()) {
    const std::string name(integrations::name_of(one));
    schemes.push_back(scheme_model(name, name == settings.proof.scheme));
  }
  model["schemes"] = std::move(schemes);
  return model;
}

/// Whoever adds a source, unless nobody could check what they hand in: then they choose.
std::string likely_owner(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const bool can_be_checked = call.services.evidence.has_checker(snapshot.session(), call.person().person_id, "");
  return can_be_checked ? call.person().email : std::string();
}

http::Response show_new(const Parts& parts, const Call& call) {
  sources::SourceSettings settings;
  settings.owner = likely_owner(call);
  settings.kind = call.request.query.get("kind").value_or("");
  if (const auto* kind = sources::find_source_kind(settings.kind)) {
    settings.proof = kind->proof;
    settings.title = kind->title;
    settings.name = kind->name == "generic" ? std::string() : kind->name;
    for (char& letter : settings.name) letter = letter == '_' ? '-' : letter;
  }
  return parts.pages.page(call, "source_new", "Add a source", new_model(call, settings));
}

std::int64_t whole_number(const Form& form, const char* name) {
  const auto text = workflows::trimmed(form.get(name));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) throw workflows::Invalid(name, "Enter a whole number.");
  return number;
}

/// What both forms have. Throws Invalid for numbers that are none.
void read_settings(const Form& form, sources::SourceSettings& settings) {
  settings.title = workflows::trimmed(form.get("title"));
  settings.owner = form.get("owner");
  settings.allowed_addresses.clear();
  for (const auto& line : form.lines("allowed")) settings.allowed_addresses.push_back(workflows::trimmed(line));
  if (form.has("header")) {
    settings.proof.header = workflows::trimmed(form.get("header"));
    settings.proof.prefix = form.get("prefix");
    settings.proof.encoding = form.get("encoding");
    settings.proof.digest = form.get("digest");
  }
  constexpr std::int64_t megabyte = 1024 * 1024;
  constexpr std::int64_t most = 1'000'000;
  settings.size_limit = std::min(whole_number(form, "size_limit"), most) * megabyte;
  settings.rate_limit = whole_number(form, "rate_limit");
  if (form.has("waiting_limit")) settings.waiting_limit = whole_number(form, "waiting_limit");
  if (form.has("kept_limit")) settings.kept_limit = std::min(whole_number(form, "kept_limit"), most * 10) * megabyte;
}

struct Shown {
  std::string source;
  const sources::SourceSettings* refused = nullptr;
  std::string new_secret;
  std::optional<jobs::TriedSample> tested;
};

void add_log(hooks::Reception& reception, workflows::store::Session& session, const sources::Source& source,
             const std::string& zone, json::object& model) {
  constexpr int newest = 10;
  sources::DeliveryQuery query;
  query.source_id = source.id;
  query.limit = newest;
  json::array log;
  for (const auto& delivery : sources::read_deliveries(session, query)) log.push_back(delivery_row(delivery, zone));
  model["log_present"] = !log.empty();
  model["log"] = std::move(log);
  json::array refusals;
  for (const auto& one : reception.refusals(session, source.id, newest)) {
    refusals.push_back(refusals_row(one, zone));
  }
  model["refusals_present"] = !refusals.empty();
  model["refusals"] = std::move(refusals);
  model["waiting"] = waiting_text(sources::count_waiting_deliveries(session, source.id));
  const auto log_address = "/deliveries?source=" + app::percent_encoded(source.name);
  model["log_address"] = log_address;
  model["waiting_address"] = log_address + "&state=waiting";
}

json::object source_page_model(const Parts& parts, const Call& call, const Shown& shown) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto source = require_source(session, shown.source);
  const auto zone = parts.pages.time_zone(session);
  const auto* kind = sources::find_source_kind(source.kind);
  json::object model{{"source_address", address_of_source(source.name)},
                     {"mapping_address", address_of_source(source.name) + "/mapping"},
                     {"hook_address", hook_address(call, parts.public_url, source.name)},
                     {"title_text", source.title},
                     {"kind_text", kind_title(source.kind)},
                     {"enabled", shown.refused != nullptr ? shown.refused->enabled : source.enabled},
                     {"row_version", source.row_version},
                     {"new_secret", shown.new_secret},
                     {"gives_secret", kind != nullptr && kind->gives_secret}};
  for (const auto& one : sources::ready_made_kinds()) model["is_" + one.name] = one.name == source.kind;
  const auto kept = sources::kept_of(session, source.id);
  model["kept_text"] = size_text(kept.bytes) + ", " + count_text(kept.waiting, "delivery waits", "deliveries wait");
  model["full_because"] = sources::full_because(source, kept, 0);
  model["checker_missing"] = call.services.placing.lacks_checker(session, source);
  model["repetition_rule"] = hooks::repetition_rule(source.proof.scheme);
  model["scheme"] = scheme_model(source.proof.scheme, true);
  const auto& scheme = source.proof.scheme;
  model["chooses_proof"] = scheme == "hmac" || scheme == "bearer" || scheme == "stripe";
  const bool overlaps = source.former_secret_until && call.services.clock.now() < *source.former_secret_until;
  model["former_valid"] = overlaps;
  model["former_text"] = overlaps ? moment_text(*source.former_secret_until, zone) : std::string();
  model["curl"] = hooks::curl_example(source, hook_address(call, parts.public_url, source.name));
  if (shown.tested) {
    model["tested"] = json::object{
        {"arrived", shown.tested->taken}, {"reason", shown.tested->reason}, {"waits", shown.tested->waits}};
  }
  add_source_fields(call, session, shown.refused != nullptr ? *shown.refused : source, model);
  add_log(parts.reception, session, source, zone, model);
  return model;
}

http::Response show(const Parts& parts, const Call& call, const Shown& shown) {
  auto model = source_page_model(parts, call, shown);
  const std::string title(model["title_text"].as_string());
  return uncached(parts.pages.page(call, "source", title, std::move(model)));
}

http::Response add(const Parts& parts, const Call& call) {
  const Form form(call);
  sources::SourceSettings settings;
  settings.name = workflows::trimmed(form.get("name"));
  settings.kind = form.get("kind");
  const auto* kind = sources::find_source_kind(settings.kind);
  if (kind == nullptr) throw workflows::Invalid("kind", "Please choose what is on the other side.");
  settings.proof = kind->proof;
  settings.mapping = kind->mapping;
  return done_or_again(
      [&] {
        read_settings(form, settings);
        settings.proof.scheme = form.get("scheme");
        const auto given = form.get("secret");
        const auto secret = call.services.sources.add(Authority::of(call.person()), settings, given);
        if (!given.empty()) return redirect_with_notice(address_of_source(settings.name), "added");
        return redirect_with_secret(call, address_of_source(settings.name), secret);
      },
      [&](const Problem& problem) {
        return parts.pages.page_with_problem(call, "source_new", "Add a source", new_model(call, settings), problem);
      });
}

http::Response change(const Parts& parts, const Call& call) {
  const Form form(call);
  Shown shown;
  shown.source = call.parameter("source");
  sources::SourceSettings settings;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    settings = require_source(snapshot.session(), shown.source);
  }
  settings.enabled = form.has("enabled");
  return done_or_again(
      [&] {
        read_settings(form, settings);
        call.services.sources.change(Authority::of(call.person()), shown.source, settings,
                                     number_in(form, "row_version"));
        return redirect_with_notice(address_of_source(shown.source), "saved");
      },
      [&](const Problem& problem) {
        shown.refused = &settings;
        return parts.pages.page_with_problem(call, "source", settings.title, source_page_model(parts, call, shown),
                                             problem);
      });
}

http::Response change_secret(const Parts& parts, const Call& call) {
  const Form form(call);
  Shown shown;
  shown.source = call.parameter("source");
  return done_or_again(
      [&] {
        const std::chrono::hours overlap(number_in(form, "overlap"));
        const auto given = form.get("secret");
        const auto secret = call.services.sources.rotate(Authority::of(call.person()), shown.source, overlap, given);
        if (!given.empty()) return redirect_with_notice(address_of_source(shown.source), "saved");
        return redirect_with_secret(call, address_of_source(shown.source), secret);
      },
      [&](const Problem& problem) {
        auto model = source_page_model(parts, call, shown);
        return parts.pages.page_with_problem(call, "source", shown.source, std::move(model), problem);
      });
}

http::Response send_sample(const Parts& parts, const Call& call) {
  const Form form(call);
  Shown shown;
  shown.source = call.parameter("source");
  return done_or_again(
      [&] {
        shown.tested =
            jobs::try_sample(call.services, parts.reception, Authority::of(call.person()), shown.source, parts.spool);
        return show(parts, call, shown);
      },
      [&](const Problem& problem) {
        auto model = source_page_model(parts, call, shown);
        return parts.pages.page_with_problem(call, "source", shown.source, std::move(model), problem);
      });
}

http::Response replay_waiting(const Call& call) {
  const Form form(call);
  std::int64_t id = 0;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    id = require_source(snapshot.session(), call.parameter("source")).id;
  }
  call.services.deliveries.replay_waiting(Authority::of(call.person()), id);
  return redirect_with_notice(address_of_source(call.parameter("source")), "replayed");
}

}  // namespace

app::Routes source_routes(const Pages& pages, hooks::Reception& reception, const std::filesystem::path& spool,
                          const std::string& public_url) {
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  const Parts parts{pages, reception, spool, public_url};
  const auto with_parts = [parts](http::Response (*handler)(const Parts&, const Call&)) {
    return [parts, handler](const Call& call) { return handler(parts, call); };
  };
  const auto post = [&](const std::string& what, std::function<http::Response(const Call&)> handler) {
    return post_form("/sources/{source}" + what, managers, std::move(handler));
  };
  return {get_page("/sources", managers, with_parts(show_list)),
          get_page("/sources/new", managers, with_parts(show_new)),
          post_form("/sources", managers, with_parts(add)),
          get_page("/sources/{source}", managers,
                   [parts](const Call& call) {
                     Shown shown;
                     shown.source = call.parameter("source");
                     shown.new_secret = told_once(call);
                     return showing_once(call, shown.new_secret, show(parts, call, shown));
                   }),
          post("", with_parts(change)),
          post("/secret", with_parts(change_secret)),
          post("/sample", with_parts(send_sample)),
          post("/replay", replay_waiting),
          post("/remove", [](const Call& call) {
            const Form form(call);
            call.services.sources.remove(Authority::of(call.person()), call.parameter("source"));
            return redirect_with_notice("/sources", "removed");
          })};
}

}  // namespace provost::web
