#include "server/hooks/delivery_reading.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "integrations/webhook_signatures/codes.hpp"
#include "server/hooks/json_document.hpp"
#include "server/http/forms.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::hooks {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;
using http::BodyRefused;

constexpr std::size_t most_headers = 60;
constexpr std::size_t longest_header = 1'000;
constexpr std::size_t most_files = 50;
constexpr std::string_view event_type = "application/cloudevents+json";

std::string media_type_of(const http::Request& request) {
  const auto value = request.fields.get("Content-Type").value_or("");
  return workflows::in_small_letters(workflows::trimmed(value.substr(0, value.find(';'))));
}

bool is_json(std::string_view type) {
  return type == "application/json" || type == "text/json" || type.ends_with("+json");
}

std::unique_ptr<std::istream> open_body(const http::Request& request) {
  if (!request.spool) return std::make_unique<std::istringstream>(request.body);
  auto stream = std::make_unique<std::ifstream>(request.spool->path(), std::ios::binary);
  if (!*stream) throw std::runtime_error("cannot read " + request.spool->path().string());
  return stream;
}

/// Whether a body without a content type looks like JSON.
bool begins_json(const http::Request& request) {
  const auto body = open_body(request);
  char first = 0;
  *body >> first;
  return first == '{' || first == '[';
}

void put_long_texts(JsonDocument&& read, const std::string& from, const std::string& to, ReadDelivery& delivery) {
  for (const auto& [place, text] : read.long_texts) {
    if (!place.starts_with(from)) continue;
    delivery.content.long_texts.emplace(to + place.substr(from.size()), text.path());
    delivery.keepers.push_back(text);
  }
}

void read_json(const http::Request& request, json::object& document, ReadDelivery& delivery) {
  const auto input = open_body(request);
  auto read = read_json_document(*input, request.spool_folder);
  document["body"] = std::move(read.value);
  put_long_texts(std::move(read), "", "/body", delivery);
}

/// CloudEvents, structured mode: the data become the body, so that mappings are the same in both modes.
void read_event(const http::Request& request, json::object& document, ReadDelivery& delivery) {
  const auto input = open_body(request);
  auto read = read_json_document(*input, request.spool_folder);
  auto* event = read.value.if_object();
  const auto is_text = [event](const char* name) {
    const auto* value = event->if_contains(name);
    return value != nullptr && value->is_string() && !value->get_string().empty();
  };
  if (event == nullptr || !is_text("id") || !is_text("source") || !is_text("type") || !is_text("specversion")) {
    throw BodyRefused(400, "A CloudEvent has specversion, id, source and type.");
  }
  if (event->at("specversion").get_string() != "1.0")
    throw BodyRefused(400, "CloudEvents of version 1.0 are read here.");
  if (auto* data = event->if_contains("data")) {
    document["body"] = std::move(*data);
    event->erase("data");
  }
  document["event"] = std::move(read.value);
  auto copy = read.long_texts;
  put_long_texts({nullptr, std::move(copy)}, "/data", "/body", delivery);
  std::erase_if(read.long_texts,
                [](const auto& entry) { return entry.first.starts_with("/data/") || entry.first == "/data"; });
  put_long_texts(std::move(read), "", "/event", delivery);
}

/// The attributes of a CloudEvent in binary mode.
void read_event_fields(const http::Request& request, json::object& document) {
  json::object event;
  for (const auto& [name, value] : request.fields) {
    const auto small = workflows::in_small_letters(name);
    if (small.starts_with("ce-") && workflows::is_utf8(value) && event.size() < most_headers)
      event[small.substr(3)] = value.substr(0, longest_header);
  }
  for (const char* needed : {"id", "source", "type"}) {
    if (!event.contains(needed)) throw BodyRefused(400, "A CloudEvent has specversion, id, source and type.");
  }
  if (event["specversion"] != "1.0") throw BodyRefused(400, "CloudEvents of version 1.0 are read here.");
  document["event"] = std::move(event);
}

void add_field(json::object& fields, const std::string& name, const std::string& value) {
  if (value.find('\0') != std::string::npos) throw BodyRefused(400, "A field of the form holds the character NUL.");
  auto* present = fields.if_contains(name);
  if (present == nullptr) {
    fields[name] = value;
  } else if (auto* list = present->if_array()) {
    list->emplace_back(value);
  } else {
    *present = json::array{*present, value};
  }
}

void add_file(const http::SpooledBody& file, const std::string& name, const std::string& type, json::array& files,
              ReadDelivery& delivery) {
  if (delivery.content.files.size() == most_files) throw BodyRefused(413, "At most 50 files come at once.");
  files.push_back(json::object{{"name", name}, {"size", file.size()}, {"media_type", type}});
  delivery.content.files.push_back({file.path(), name});
  delivery.keepers.push_back(file);
}

void read_form_with_files(const http::Request& request, json::object& document, ReadDelivery& delivery) {
  json::object fields;
  json::array files;
  for (const auto& part : http::read_multipart(request)) {
    if (!part.file) {
      add_field(fields, part.name, part.value);
    } else if (!part.file_name.empty()) {
      add_file(*part.file, part.file_name, part.media_type, files, delivery);
    }
  }
  document["fields"] = std::move(fields);
  document["files"] = std::move(files);
}

/// A form without files; GitHub and others can send their JSON as its field "payload".
void read_plain_form(const http::Request& request, json::object& document) {
  json::object fields;
  for (const auto& [name, value] : http::read_form(request, std::size_t{1} << 20)) {
    if (name == "payload") {
      std::istringstream text(value);
      auto read = read_json_document(text, request.spool_folder);
      if (!read.long_texts.empty()) throw BodyRefused(413, "A text in the payload is too long.");
      document["body"] = std::move(read.value);
    } else {
      add_field(fields, name, value);
    }
  }
  document["fields"] = std::move(fields);
}

/// The name that the sender gives a file sent alone.
std::string file_name_of(const http::Request& request, const std::string& type) {
  std::string name;
  if (const auto given = request.fields.get("X-File-Name")) {
    name = *given;
  } else if (const auto disposition = request.fields.get("Content-Disposition")) {
    const auto begin = disposition->find("filename=");
    if (begin != std::string_view::npos) {
      name = disposition->substr(begin + 9);
      if (name.starts_with('"')) {
        name = name.substr(1, name.find('"', 1) - 1);
      } else {
        name = name.substr(0, name.find(';'));
      }
    }
  }
  name.erase(0, std::min(name.find_last_of("/\\") + 1, name.size()));
  name = workflows::trimmed(name);
  if (!name.empty()) return name;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> endings{
      {{"application/pdf", ".pdf"},
       {"image/png", ".png"},
       {"image/jpeg", ".jpg"},
       {"text/csv", ".csv"},
       {"text/plain", ".txt"},
       {"application/zip", ".zip"},
       {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
       {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"}}};
  const auto found =
      std::find_if(endings.begin(), endings.end(), [&type](const auto& entry) { return entry.first == type; });
  return "delivery" + std::string(found == endings.end() ? "" : found->second);
}

void read_file(const http::Request& request, const std::string& type, json::object& document, ReadDelivery& delivery) {
  if (request.body.empty() && !request.spool) return;
  const auto name = file_name_of(request, type);
  if (!workflows::is_utf8(name)) throw BodyRefused(400, "The name of the file is not readable text.");
  json::array files;
  if (request.spool) {
    add_file(*request.spool, name, type, files, delivery);
  } else {
    http::SpoolWriter writer(request.spool_folder);
    writer.write(request.body);
    add_file(writer.finish(), name, type, files, delivery);
  }
  document["files"] = std::move(files);
}

/// Fields that say something of the connection and nothing of what is sent.
bool is_transport(const std::string& name) {
  static constexpr std::array<std::string_view, 6> names{"host",       "connection", "content-length",
                                                         "keep-alive", "te",         "transfer-encoding"};
  return name.starts_with("accept") || name.starts_with("sec-") ||
         std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> kept_headers(const http::Fields& fields, const sources::Proof& proof) {
  static constexpr std::array<std::string_view, 9> secret{"authorization", "cookie",  "signature", "token",    "secret",
                                                          "apikey",        "api-key", "password",  "forwarded"};
  const auto proof_field = workflows::in_small_letters(proof.header);
  std::vector<std::pair<std::string, std::string>> kept;
  for (const auto& [name, value] : fields) {
    auto small = workflows::in_small_letters(name);
    const bool is_secret = small == proof_field ||
                           std::any_of(secret.begin(), secret.end(),
                                       [&](std::string_view part) { return small.find(part) != std::string::npos; });
    if (is_secret || is_transport(small) || kept.size() == most_headers || !workflows::is_utf8(value)) continue;
    kept.emplace_back(std::move(small), value.substr(0, longest_header));
    if (!workflows::is_utf8(kept.back().second)) kept.back().second = workflows::shortened(value, longest_header / 4);
  }
  return kept;
}

ReadDelivery read_delivery(const http::Request& request, const sources::Proof& proof, bool always_json) {
  ReadDelivery delivery;
  json::object document;
  const auto type = media_type_of(request);
  if (request.fields.get("ce-specversion")) read_event_fields(request, document);
  if (always_json) {
    read_json(request, document, delivery);
    // Moodle's secret stands in the body, which people see.
    if (auto* body = document["body"].if_object()) body->erase("token");
  } else if (type == event_type) {
    read_event(request, document, delivery);
  } else if (type == "application/cloudevents-batch+json") {
    throw BodyRefused(415, "CloudEvents are read one by one, not in batches.");
  } else if (is_json(type) || (type.empty() && begins_json(request))) {
    read_json(request, document, delivery);
  } else if (type == "multipart/form-data") {
    read_form_with_files(request, document, delivery);
  } else if (type == "application/x-www-form-urlencoded") {
    read_plain_form(request, document);
  } else if (type.starts_with("multipart/")) {
    throw BodyRefused(415, "Of the multipart types only multipart/form-data is read here.");
  } else {
    read_file(request, type, document, delivery);
  }
  json::object headers;
  for (const auto& [name, value] : kept_headers(request.fields, proof)) headers[name] = value;
  document["headers"] = std::move(headers);
  delivery.content.document = std::move(document);
  return delivery;
}

std::string event_identity(const json::value& document) {
  const auto* event = document.as_object().if_contains("event");
  if (event == nullptr) return "";
  return std::string(event->at("source").as_string()) + "\n" + std::string(event->at("id").as_string());
}

}  // namespace provost::hooks
