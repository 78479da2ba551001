#include "workflows/engine/guard_support.hpp"
#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

std::optional<std::string> check_duration(const json::value& value) {
  if (value.is_string() && parse_duration(value.get_string())) return std::nullopt;
  return "this is a duration such as 30 days or 5 working days.";
}

std::optional<std::string> check_dates_in_order(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_array() || arguments.get_array().size() < 2) return "this is written [first, second].";
  for (const auto& name : arguments.get_array()) {
    if (auto problem = check_date_field(name, definition)) return problem;
  }
  return std::nullopt;
}

Verdict dates_in_order_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  std::optional<Day> former;
  std::string former_name;
  for (const auto& entry : arguments.as_array()) {
    const std::string name(entry.as_string());
    if (situation.deferred.contains(name)) return Verdict::unknown();
    const auto day = day_of(situation, name);
    if (!day) continue;
    if (former && *day < *former) {
      return Verdict::no("“" + label_of(definition, name) + "” lies before “" + label_of(definition, former_name) +
                         "”.");
    }
    former = day;
    former_name = name;
  }
  return Verdict::yes();
}

std::optional<std::string> check_within(const json::value& arguments, const Definition& definition) {
  constexpr auto form =
      "this is written {from: date, until: date, at_most: 12 months}, or with at_least, or with both.";
  if (!arguments.is_object()) return form;
  const auto& object = arguments.get_object();
  if (!object.contains("from") || !object.contains("until")) return form;
  if (!object.contains("at_most") && !object.contains("at_least")) return form;
  for (const auto& entry : object) {
    std::optional<std::string> problem = form;
    if (entry.key() == "from" || entry.key() == "until") problem = check_date_field(entry.value(), definition);
    if (entry.key() == "at_most" || entry.key() == "at_least") problem = check_duration(entry.value());
    if (problem) return problem;
  }
  return std::nullopt;
}

Verdict within_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const auto& object = arguments.as_object();
  const std::string from(object.at("from").as_string());
  const std::string until(object.at("until").as_string());
  if (situation.deferred.contains(from) || situation.deferred.contains(until)) return Verdict::unknown();
  const auto first = day_of(situation, from);
  const auto second = day_of(situation, until);
  if (!first || !second) return Verdict::yes();
  const auto bound = [&](const char* name) {
    const auto* text = object.if_contains(name);
    return text == nullptr ? std::nullopt : parse_duration(text->as_string());
  };
  if (const auto most = bound("at_most")) {
    const auto last = later_day(*first, *most, situation.calendar);
    if (*second > last) {
      return Verdict::no("“" + label_of(definition, until) + "” lies more than " + to_text(*most) + " after “" +
                         label_of(definition, from) + "”: " + workflows::to_text(last) + " is the last day.");
    }
  }
  if (const auto least = bound("at_least")) {
    const auto earliest = later_day(*first, *least, situation.calendar);
    if (*second < earliest) {
      return Verdict::no("“" + label_of(definition, until) + "” lies less than " + to_text(*least) + " after “" +
                         label_of(definition, from) + "”: " + workflows::to_text(earliest) + " is the first day.");
    }
  }
  return Verdict::yes();
}

std::optional<std::string> check_date_reached(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object()) return check_date_field(arguments, definition);
  const auto& object = arguments.get_object();
  if (object.size() != 2 || !object.contains("date") || !object.contains("after")) {
    return "this names a date field, or is written {date: name_of_a_date_field, after: 1 day}.";
  }
  if (auto problem = check_date_field(object.at("date"), definition)) return problem;
  return check_duration(object.at("after"));
}

Verdict date_reached_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const auto* object = arguments.if_object();
  const std::string field(object == nullptr ? arguments.as_string() : object->at("date").as_string());
  if (situation.deferred.contains(field)) return Verdict::unknown();
  const auto day = day_of(situation, field);
  if (!day) return Verdict::no("“" + label_of(definition, field) + "” is not filled in yet.");
  if (object == nullptr) {
    if (*day <= situation.today()) return Verdict::yes();
    return Verdict::no("“" + label_of(definition, field) + "” (" + workflows::to_text(*day) + ") has not come yet.");
  }
  const auto first = later_day(*day, *parse_duration(object->at("after").as_string()), situation.calendar);
  if (first <= situation.today()) return Verdict::yes();
  return Verdict::no("This is possible from " + workflows::to_text(first) + " on, counted from “" +
                     label_of(definition, field) + "”.");
}

Verdict lasted_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto duration = *parse_duration(arguments.as_string());
  if (situation.now >= end_of(situation.instance.entered_at, duration, situation.calendar)) return Verdict::yes();
  return Verdict::no("It has to stay in this state for " + to_text(duration) + ".");
}

}  // namespace

void add_date_guards(Registry& registry) {
  registry.add_guard("dates_in_order", {"The dates of these fields follow one another: [first, second].",
                                        check_dates_in_order, dates_in_order_guard});
  registry.add_guard("within",
                     {"The second date lies at most, or at least, so long after the first; holds while one is empty: "
                      "{from: date, until: date, at_least: 2 weeks, at_most: 12 months}.",
                      check_within, within_guard});
  registry.add_guard("date_reached",
                     {"The day in this date field has come, or so long after it: {date: valid_until, after: 1 day}.",
                      check_date_reached, date_reached_guard});
  registry.add_guard(
      "lasted",
      {"The case has been in its state for this long: 30 days.",
       [](const json::value& arguments, const Definition&) { return check_duration(arguments); }, lasted_guard});
}

}  // namespace provost::workflows::engine
