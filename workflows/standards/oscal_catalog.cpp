#include <algorithm>
#include <boost/json.hpp>

#include "workflows/hashing.hpp"
#include "workflows/standards/library_formats.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

namespace json = boost::json;

constexpr std::size_t deepest_group = 12;

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

const json::array* list_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? &value->get_array() : nullptr;
}

/// The property that people know a control by ("AC-1"), or its identifier.
std::string number_of(const json::object& control) {
  if (const auto* properties = list_at(control, "props")) {
    for (const auto& property : *properties) {
      // Labels in other classes are spelt for other readers, as "AC-01" beside "AC-1".
      if (property.is_object() && text_at(property.get_object(), "name") == "label" &&
          text_at(property.get_object(), "class").empty()) {
        return text_at(property.get_object(), "value");
      }
    }
  }
  return text_at(control, "id");
}

/// What OSCAL has no word for stands in properties of our own.
constexpr auto own_properties = "urn:provost:outline";

bool says(const json::object& control, std::string_view name) {
  const auto* properties = list_at(control, "props");
  return properties != nullptr && std::any_of(properties->begin(), properties->end(), [name](const json::value& entry) {
           return entry.is_object() && text_at(entry.get_object(), "name") == name &&
                  text_at(entry.get_object(), "ns") == own_properties;
         });
}

/// The prose of the statement, its numbered parts one after the other.
void add_prose(const json::object& object, std::string& prose, std::size_t depth) {
  const auto* parts = list_at(object, "parts");
  if (parts == nullptr || depth > deepest_group) return;
  for (const auto& entry : *parts) {
    if (!entry.is_object()) continue;
    const auto& part = entry.get_object();
    const auto name = text_at(part, "name");
    if (name != "statement" && name != "item") continue;
    const auto text = text_at(part, "prose");
    if (!text.empty()) prose += (prose.empty() ? "" : "\n") + text;
    add_prose(part, prose, depth + 1);
  }
}

class Reader {
 public:
  explicit Reader(Library& library) : library_(library) {}

  void read(const json::object& catalog) {
    Standard standard;
    const auto* metadata = catalog.if_contains("metadata");
    if (metadata != nullptr && metadata->is_object()) {
      standard.title = text_at(metadata->get_object(), "title");
      standard.edition = text_at(metadata->get_object(), "version");
    }
    if (standard.title.empty()) standard.title = "Catalog";
    standard.name = name_from(standard.title);
    add(catalog, standard.clauses, 0);
    library_.standards.push_back(std::move(standard));
  }

 private:
  void add(const json::object& parent, std::vector<Clause>& clauses, std::size_t depth) {
    if (depth > deepest_group) {
      library_.problems.push_back({0, "the groups are nested more than 12 levels deep."});
      return;
    }
    if (const auto* groups = list_at(parent, "groups")) {
      for (const auto& entry : *groups) {
        if (entry.is_object()) add_one(entry.get_object(), false, clauses, depth);
      }
    }
    if (const auto* controls = list_at(parent, "controls")) {
      for (const auto& entry : *controls) {
        if (entry.is_object()) add_one(entry.get_object(), true, clauses, depth);
      }
    }
  }

  void add_one(const json::object& object, bool assessable, std::vector<Clause>& clauses, std::size_t depth) {
    Clause clause;
    clause.number = number_of(object);
    clause.title = text_at(object, "title");
    clause.assessable = assessable;
    clause.maintain = says(object, "maintain");
    clause.retain = says(object, "retain");
    add_prose(object, clause.asks, 0);
    clause.asks = shortened(clause.asks, 3'900);
    // A group without an identifier only holds others together.
    if (!clause.number.empty()) clauses.push_back(std::move(clause));
    add(object, clauses, depth + 1);
  }

  Library& library_;
};

}  // namespace

Library read_oscal(std::string_view text) {
  Library library;
  boost::system::error_code failure;
  const auto parsed = json::parse(text, failure);
  if (failure) {
    library.problems.push_back({0, "this is not JSON: " + failure.message() + "."});
    return library;
  }
  const auto* catalog = parsed.is_object() ? parsed.get_object().if_contains("catalog") : nullptr;
  if (catalog == nullptr || !catalog->is_object()) {
    library.problems.push_back({0, "this JSON holds no OSCAL “catalog”."});
    return library;
  }
  Reader(library).read(catalog->get_object());
  return library;
}

namespace {

/// An identifier as OSCAL wants one: it begins with a letter and has no blanks.
std::string token_of(std::string_view number) {
  std::string token = "c-";
  for (const char letter : number) {
    const bool fits = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
    token += fits ? letter : '_';
  }
  return token;
}

/// Always the same for the same content.
std::string uuid_of(std::string_view content) {
  auto digits = sha256_hex(content).substr(0, 32);
  digits[12] = '4';
  digits[16] = 'a';
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" + digits.substr(16, 4) +
         "-" + digits.substr(20);
}

json::object control_of(const Clause& clause) {
  json::array properties{json::object{{"name", "label"}, {"value", clause.number}}};
  const auto say = [&properties](const char* name, bool holds) {
    if (holds) properties.push_back(json::object{{"name", name}, {"ns", own_properties}, {"value", "yes"}});
  };
  say("maintain", clause.maintain);
  say("retain", clause.retain);
  json::object control{{"id", token_of(clause.number)}, {"title", clause.title}, {"props", std::move(properties)}};
  if (!clause.asks.empty()) {
    control["parts"] = json::array{
        json::object{{"id", token_of(clause.number) + "_smt"}, {"name", "statement"}, {"prose", clause.asks}}};
  }
  return control;
}

}  // namespace

std::string as_oscal(const Standard& standard, Instant modified) {
  // Headings become groups, each with the clauses up to the next one, so that the order stays.
  json::array groups;
  for (const auto& clause : standard.clauses) {
    if (!clause.assessable) {
      groups.push_back(control_of(clause));
      continue;
    }
    if (groups.empty()) groups.push_back(json::object{{"title", standard.title}});
    auto& group = groups.back().as_object();
    if (!group.contains("controls")) group["controls"] = json::array();
    group["controls"].as_array().push_back(control_of(clause));
  }
  json::object catalog{{"uuid", uuid_of(as_own_yaml(standard))},
                       {"metadata",
                        {{"title", standard.title},
                         {"last-modified", workflows::to_text(modified)},
                         {"version", standard.edition.empty() ? std::to_string(standard.version) : standard.edition},
                         {"oscal-version", "1.1.2"}}}};
  catalog["groups"] = std::move(groups);
  json::object file;
  file["catalog"] = std::move(catalog);
  return json::serialize(file) + "\n";
}

}  // namespace provost::workflows::standards
