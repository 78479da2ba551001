#include "server/web/source_model.hpp"

#include <boost/json.hpp>

#include "integrations/webhook_signatures/signature_scheme.hpp"
#include "server/app/addresses.hpp"
#include "server/web/words.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;

std::string joined(const std::vector<std::string>& list, const char* between) {
  std::string text;
  for (const auto& entry : list) text += (text.empty() ? "" : between) + entry;
  return text;
}

void write(const json::value& value, const std::string& margin, std::string& text) {
  const auto inner = margin + "  ";
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    text += "{\n";
    bool first = true;
    for (const auto& [name, member] : *object) {
      text += (first ? "" : ",\n") + inner + json::serialize(json::value(name)) + ": ";
      write(member, inner, text);
      first = false;
    }
    text += "\n" + margin + "}";
  } else if (const auto* list = value.if_array(); list != nullptr && !list->empty()) {
    text += "[\n";
    bool first = true;
    for (const auto& entry : *list) {
      text += (first ? "" : ",\n") + inner;
      write(entry, inner, text);
      first = false;
    }
    text += "\n" + margin + "]";
  } else {
    text += json::serialize(value);
  }
}

}  // namespace

std::string address_of_source(const std::string& name) {
  return "/sources/" + app::percent_encoded(name);
}

std::string address_of_delivery(std::int64_t id) {
  return "/deliveries/" + std::to_string(id);
}

std::string hook_address(const app::Call& call, const std::string& public_url, const std::string& source_name) {
  auto base = public_url;
  if (base.empty())
    base = (call.request.secure ? "https://" : "http://") + std::string(call.request.fields.get("Host").value_or(""));
  return base + "/hooks/evidence/" + source_name;
}

json::object scheme_model(const std::string& scheme, bool chosen) {
  json::object model{{"value", scheme}, {"chosen", chosen}};
  for (const auto one : integrations::signature_schemes()) {
    const std::string name(integrations::name_of(one));
    model["is_" + name] = name == scheme;
  }
  return model;
}

void add_source_fields(const app::Call& call, workflows::store::Session& session,
                       const sources::SourceSettings& settings, json::object& model) {
  model["title_value"] = settings.title;
  json::array owners;
  for (const auto& person : workflows::people::list_people(session)) {
    if (!sources::may_answer(session, call.services.catalogue, person, call.services.clock.now())) continue;
    owners.push_back(
        json::object{{"value", person.email}, {"label", person.name}, {"chosen", person.email == settings.owner}});
  }
  model["owners"] = std::move(owners);
  model["owner_open"] = settings.owner.empty();
  constexpr std::int64_t megabyte = 1024 * 1024;
  const sources::SourceSettings usual;
  model["more_open"] = !settings.allowed_addresses.empty() || settings.size_limit != usual.size_limit ||
                       settings.rate_limit != usual.rate_limit || settings.waiting_limit != usual.waiting_limit ||
                       settings.kept_limit != usual.kept_limit;
  model["allowed_value"] = joined(settings.allowed_addresses, "\n");
  model["size_limit_value"] = (settings.size_limit + megabyte - 1) / megabyte;
  model["rate_limit_value"] = settings.rate_limit;
  model["waiting_limit_value"] = settings.waiting_limit;
  model["kept_limit_value"] = (settings.kept_limit + megabyte - 1) / megabyte;
  model["header_value"] = settings.proof.header;
  model["prefix_value"] = settings.proof.prefix;
  model["encoding_base64"] = settings.proof.encoding == "base64";
  model["digest_sha1"] = settings.proof.digest == "sha1";
}

void add_delivery_state(const std::string& state, json::object& model) {
  model["is_accepted"] = state == "accepted";
  model["is_placed"] = state == "placed";
  model["is_to_place"] = state == "waiting";
  model["is_passed_over"] = state == "passed_over";
  model["is_sample"] = state == "sample";
}

json::object delivery_row(const sources::Delivery& delivery, const std::string& zone) {
  json::object row{{"delivery_address", address_of_delivery(delivery.id)},
                   {"what", "Delivery " + std::to_string(delivery.id)},
                   {"when", moment_text(delivery.received_at, zone)},
                   {"reason", delivery.reason},
                   {"source_text", delivery.source_title.empty() ? "A source that was removed" : delivery.source_title},
                   {"case_key", delivery.case_key},
                   {"case_address", delivery.case_key.empty() ? std::string() : "/cases/" + delivery.case_key}};
  add_delivery_state(std::string(sources::to_text(delivery.state)), row);
  return row;
}

json::object refusals_row(const sources::Refusals& refusals, const std::string& zone) {
  return {{"when", moment_text(refusals.last_at, zone)},
          {"times_text", count_text(refusals.times, "time", "times")},
          {"refused_because", refusals.last_reason},
          {"from_address", refusals.last_address},
          {"source_text", refusals.source_title.empty() ? "A source that was removed" : refusals.source_title}};
}

std::string readable_json(const json::value& value) {
  std::string text;
  write(value, "", text);
  return text;
}

}  // namespace provost::web
