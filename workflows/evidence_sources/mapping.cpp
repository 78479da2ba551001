#include "workflows/evidence_sources/mapping.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <optional>

#include "workflows/errors.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::evidence_sources {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 1'000;
constexpr std::size_t longest_result = 10'000;
constexpr std::size_t most_entries = 100;

/// A JSON Pointer is empty or begins with "/", and "~" is followed by 0 or 1 (RFC 6901, section 3).
bool is_pointer(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != '/') return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '~' && (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1'))) return false;
  }
  return true;
}

/// Calls words(text) and place(pointer) in turn. False when a brace is never closed.
template <class Words, class Place>
bool walk(std::string_view text, const Words& words, const Place& place) {
  while (!text.empty()) {
    const auto begin = text.find("{/");
    words(text.substr(0, begin));
    if (begin == std::string_view::npos) return true;
    const auto end = text.find('}', begin);
    if (end == std::string_view::npos) return false;
    place(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
  return true;
}

/// "/a|/b" is the first of two places that is there; "/a|" is a place that may be missing.
std::vector<std::string_view> alternatives(std::string_view places) {
  std::vector<std::string_view> list;
  while (true) {
    auto end = places.find("|/");
    if (end == std::string_view::npos && places.ends_with('|')) end = places.size() - 1;
    list.push_back(places.substr(0, end));
    if (end == std::string_view::npos) return list;
    places.remove_prefix(end + 1);
  }
}

/// A value as people would write it; nothing for an object or a list of such.
std::optional<std::string> readable(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "";
    case json::kind::string:
      return std::string(value.get_string());
    case json::kind::array: {
      std::string list;
      for (const auto& entry : value.get_array()) {
        if (entry.is_array() || entry.is_object()) return std::nullopt;
        const auto text = readable(entry);
        if (text->empty()) continue;
        if (!list.empty()) list += ", ";
        list += *text;
        if (list.size() > longest_result) break;
      }
      return list;
    }
    case json::kind::object:
      return std::nullopt;
    default:
      return json::serialize(value);
  }
}

const json::value* at_place(const json::value& document, std::string_view pointer) {
  boost::system::error_code error;
  const auto* value = document.find_pointer(pointer, error);
  return error ? nullptr : value;
}

/// The day that a sender means: "2026-11-25", "2026-11-25T08:00:00Z", 1764057600.
std::string as_day(const std::string& text, std::string_view time_zone, const char* what,
                   std::vector<std::string>& problems) {
  if (text.empty() || parse_day(text)) return text;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr std::int64_t last_year = 253'402'300'799;  // of four digits
  constexpr std::int64_t milliseconds_from = 100'000'000'000;
  if (error == std::errc() && end == text.data() + text.size() && seconds > 0 && seconds / 1000 <= last_year) {
    if (seconds >= milliseconds_from) seconds /= 1000;
    return to_text(day_in_zone(Instant(std::chrono::seconds(seconds)), time_zone));
  }
  constexpr std::size_t day_length = 10;
  if (text.size() > day_length && (text[day_length] == 'T' || text[day_length] == ' ') &&
      parse_day(text.substr(0, day_length))) {
    // With "Z" it is a moment, which lies on another day in some zones; with anything else it is taken as written.
    if (text.back() == 'Z' && text.size() >= 20 && text[day_length] == 'T') {
      try {
        return to_text(day_in_zone(parse_instant(text.substr(0, 19) + ".000Z"), time_zone));
      } catch (const std::exception&) {
        // not a time of day: the day stands
      }
    }
    return text.substr(0, day_length);
  }
  problems.push_back(std::string("The day for “") + what + "” cannot be read: “" + shortened(text, 60) + "”.");
  return "";
}

std::vector<std::string> entries(const std::string& text, const char* what, std::vector<std::string>& problems) {
  std::vector<std::string> list;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find_first_of(",;\n", begin), text.size());
    auto entry = trimmed(std::string_view(text).substr(begin, end - begin));
    if (!entry.empty() && std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(std::move(entry));
    begin = end + 1;
  }
  if (list.size() > most_entries) {
    problems.push_back(std::string("There are more than 100 ") + what + ".");
    list.resize(most_entries);
  }
  return list;
}

/// Takes an address in small letters out of every text of the value, and of the names in objects.
void take_out(const std::string& address, json::value& value) {
  const auto cleared = [&](std::string_view text) {
    const auto small = in_small_letters(std::string(text));
    std::string left;
    std::size_t begin = 0;
    for (auto at = small.find(address); at != std::string::npos; at = small.find(address, begin)) {
      left += text.substr(begin, at - begin);
      begin = at + address.size();
    }
    left += text.substr(begin);
    return left;
  };
  if (auto* text = value.if_string()) {
    *text = cleared(*text);
  } else if (auto* list = value.if_array()) {
    for (auto& entry : *list) take_out(address, entry);
  } else if (auto* object = value.if_object()) {
    json::object left;
    for (auto& [name, member] : *object) {
      take_out(address, member);
      left.insert_or_assign(cleared(name), std::move(member));
    }
    *object = std::move(left);
  }
}

const std::vector<std::pair<const char*, std::string Mapping::*>>& pointers() {
  static const std::vector<std::pair<const char*, std::string Mapping::*>> list{
      {"when", &Mapping::when},
      {"files", &Mapping::files},
      {"file_name", &Mapping::file_name},
      {"file_content", &Mapping::file_content}};
  return list;
}

}  // namespace

const std::vector<MappingText>& mapping_texts() {
  static const std::vector<MappingText> texts{{"title", &Mapping::title},
                                              {"what", &Mapping::what},
                                              {"effective_on", &Mapping::effective_on},
                                              {"valid_until", &Mapping::valid_until},
                                              {"person", &Mapping::person},
                                              {"course", &Mapping::course},
                                              {"clauses", &Mapping::clauses},
                                              {"documents", &Mapping::documents},
                                              {"cases", &Mapping::cases},
                                              {"address", &Mapping::address}};
  return texts;
}

void check_mapping(const Mapping& mapping) {
  std::vector<FieldProblem> problems;
  const auto check_length = [&](const char* name, const std::string& text) {
    if (text.size() > longest_text) problems.push_back({name, "This is longer than 1,000 characters."});
    if (!is_utf8(text)) problems.push_back({name, "This is not readable text."});
  };
  for (const auto& [name, member] : mapping_texts()) {
    const std::string& text = mapping.*member;
    check_length(name, text);
    std::string wrong;
    const bool closed = walk(
        text, [](std::string_view) {},
        [&](std::string_view places) {
          for (const auto pointer : alternatives(places)) {
            if (!is_pointer(pointer)) wrong = pointer;
          }
        });
    if (!closed) problems.push_back({name, "A place begins with “{/” and is never closed with “}”."});
    if (!wrong.empty()) problems.push_back({name, "“" + shortened(wrong, 60) + "” is no place: after ~ comes 0 or 1."});
  }
  for (const auto& [name, member] : pointers()) {
    check_length(name, mapping.*member);
    if (!is_pointer(mapping.*member)) problems.push_back({name, "A place begins with “/”, as /body/attachments does."});
  }
  if (mapping.title.empty()) problems.push_back({"title", "Say what the piece of evidence is to be called."});
  if (!problems.empty()) throw Invalid(std::move(problems));
}

std::string to_text(const Mapping& mapping) {
  json::object object;
  for (const auto& [name, member] : mapping_texts()) object[name] = mapping.*member;
  for (const auto& [name, member] : pointers()) object[name] = mapping.*member;
  json::array values;
  for (const auto& value : mapping.when_values) values.emplace_back(value);
  object["when_values"] = std::move(values);
  object["unknown_person"] = mapping.unknown_person == UnknownPerson::owner ? "owner" : "wait";
  object["notes_unknown_person"] = mapping.notes_unknown_person;
  return json::serialize(object);
}

Mapping mapping_from_text(std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(json::string_view(text.data(), text.size()), error);
  const auto refuse = [](const std::string& why) -> Invalid { return {"mapping", why}; };
  if (error || !value.is_object()) throw refuse("The mapping is not a JSON object.");
  Mapping mapping;
  for (const auto& [key, entry] : value.get_object()) {
    const std::string_view name(key.data(), key.size());
    if (name == "when_values") {
      if (!entry.is_array()) throw refuse("“when_values” is a list of texts.");
      for (const auto& one : entry.get_array()) {
        if (!one.is_string()) throw refuse("“when_values” is a list of texts.");
        mapping.when_values.emplace_back(one.get_string());
      }
      continue;
    }
    if (name == "unknown_person") {
      const auto* chosen = entry.if_string();
      if (chosen == nullptr || (*chosen != "wait" && *chosen != "owner"))
        throw refuse("“unknown_person” is “wait” or “owner”.");
      mapping.unknown_person = *chosen == "owner" ? UnknownPerson::owner : UnknownPerson::wait;
      continue;
    }
    if (name == "notes_unknown_person") {
      if (!entry.is_bool()) throw refuse("“notes_unknown_person” is true or false.");
      mapping.notes_unknown_person = entry.get_bool();
      continue;
    }
    std::string Mapping::*member = nullptr;
    for (const auto& known : mapping_texts()) {
      if (name == known.name) member = known.text;
    }
    for (const auto& [known, pointer] : pointers()) {
      if (name == known) member = pointer;
    }
    if (member == nullptr) throw refuse("The mapping knows no “" + shortened(name, 40) + "”.");
    if (!entry.is_string()) throw refuse("“" + std::string(name) + "” is a text.");
    mapping.*member = std::string(entry.get_string());
  }
  return mapping;
}

json::value without_person(const Mapping& mapping, json::value document) {
  if (mapping.unknown_person != UnknownPerson::owner || mapping.notes_unknown_person) return document;
  std::vector<std::string> problems;
  const auto person = in_small_letters(filled_in(mapping.person, document, problems));
  // Whatever is no address could be any word of the delivery.
  if (person.find('@') != std::string::npos) take_out(person, document);
  return document;
}

std::string filled_in(std::string_view text, const json::value& document, std::vector<std::string>& problems) {
  std::string result;
  const bool closed = walk(
      text, [&](std::string_view words) { result += words; },
      [&](std::string_view places) {
        const json::value* value = nullptr;
        bool may_be_missing = false;
        std::string_view pointer;
        for (const auto one : alternatives(places)) {
          pointer = one;
          may_be_missing = one.empty();
          if (!may_be_missing) value = at_place(document, one);
          if (value != nullptr) break;
        }
        if (value == nullptr && may_be_missing) return;
        if (value == nullptr) {
          pointer = alternatives(places).front();
          problems.push_back("The mapping points at “" + shortened(pointer, 100) +
                             "”, which the delivery does not have.");
          return;
        }
        const auto found = readable(*value);
        if (!found) {
          problems.push_back("At “" + shortened(pointer, 100) + "” the delivery has an object, not a text.");
          return;
        }
        result += *found;
      });
  if (!closed) problems.emplace_back("The mapping has a place that begins with “{/” and is never closed.");
  if (result.size() > longest_result) {
    problems.emplace_back("A text of the delivery is longer than 10,000 characters.");
    result = shortened(result, 200);
  }
  return trimmed(result);
}

Mapped apply(const Mapping& mapping, const json::value& document, std::string_view time_zone) {
  Mapped mapped;
  if (!mapping.when.empty()) {
    const auto* value = at_place(document, mapping.when);
    const auto text = value == nullptr ? std::nullopt : readable(*value);
    const auto& wanted = mapping.when_values;
    if (!text || std::find(wanted.begin(), wanted.end(), *text) == wanted.end()) {
      mapped.passed_over = "The mapping counts deliveries with " + listed(wanted, 5) + " at “" + mapping.when +
                           "” only; here it is " + (text ? "“" + shortened(*text, 60) + "”" : "missing") + ".";
      return mapped;
    }
  }
  const auto fill = [&](const std::string& text) { return filled_in(text, document, mapped.problems); };
  mapped.title = shortened(fill(mapping.title), 190);
  mapped.what = fill(mapping.what);
  mapped.effective_on = as_day(fill(mapping.effective_on), time_zone, "valid from", mapped.problems);
  mapped.valid_until = as_day(fill(mapping.valid_until), time_zone, "valid until", mapped.problems);
  mapped.person = in_small_letters(fill(mapping.person));
  mapped.course = fill(mapping.course);
  mapped.address = fill(mapping.address);
  mapped.clauses = entries(fill(mapping.clauses), "clauses", mapped.problems);
  mapped.documents = entries(fill(mapping.documents), "documents", mapped.problems);
  mapped.cases = entries(fill(mapping.cases), "cases", mapped.problems);
  if (mapped.title.empty() && mapped.problems.empty()) mapped.problems.emplace_back("The title comes out empty.");
  if (!mapped.address.empty() && !mapped.address.starts_with("https://") && !mapped.address.starts_with("http://")) {
    mapped.problems.push_back("“" + shortened(mapped.address, 60) + "” is not a web address.");
  }
  return mapped;
}

}  // namespace provost::workflows::evidence_sources
