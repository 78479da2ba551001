#include "tests/workflows/definitions/walk.hpp"

#include "workflows/errors.hpp"

namespace provost::tests {

namespace engine = workflows::engine;

namespace {

engine::Directory everything_exists() {
  const auto yes = [](std::string_view) { return true; };
  return {yes, yes, yes, yes};
}

}  // namespace

Walk::Walk(std::string_view workflow, boost::json::object fields) {
  for (const auto& shipped : workflows::definitions::shipped_definitions()) {
    if (shipped.name == workflow) definition_ = engine::read_definition(shipped.yaml, registry_).definition;
  }
  situation_.instance.owner = situation_.instance.opener = "owner@example.org";
  on("2027-01-04").as("owner");
  situation_.instance.fields = engine::opening_values(definition_, registry_, now(), fields, everything_exists());
  situation_.instance.state = definition_.start;
  situation_.instance.entered_at = situation_.now;
  settle();
}

Walk& Walk::as(const std::string& person_and_role) {
  const auto comma = person_and_role.find(", ");
  situation_.acting = {};
  situation_.acting.email = person_and_role.substr(0, comma) + "@example.org";
  if (comma != std::string::npos) situation_.acting.roles = {person_and_role.substr(comma + 2)};
  return *this;
}

Walk& Walk::on(std::string_view day) {
  situation_.now = workflows::parse_instant(std::string(day) + "T09:00:00.000Z");
  return *this;
}

Walk& Walk::take(const std::string& event, boost::json::object fields) {
  EXPECT_EQ(refusal(event, std::move(fields)), "") << event << " in " << state();
  return *this;
}

std::string Walk::refusal(const std::string& event, boost::json::object fields, const std::string& comment) {
  try {
    apply(engine::step(definition_, registry_, now(), {event, std::move(fields), comment, true}, everything_exists()));
  } catch (const workflows::Invalid& invalid) {
    std::string text;
    for (const auto& problem : invalid.fields()) text += (text.empty() ? "" : " ") + problem.message;
    return text;
  } catch (const workflows::Conflict& conflict) {
    std::string text;
    for (const auto& reason : conflict.reasons()) text += (text.empty() ? "" : " ") + reason;
    return text.empty() ? conflict.what() : text;
  } catch (const workflows::DomainError& error) {
    return error.what();
  }
  return "";
}

Walk& Walk::time_comes(const std::string& event) {
  const auto acting = situation_.acting;
  situation_.acting = {};
  situation_.acting.program = true;
  EXPECT_EQ(refusal(event, {}, "Its time came."), "") << event << " in " << state();
  situation_.acting = acting;
  return *this;
}

Walk& Walk::settle() {
  apply(engine::settle(definition_, registry_, now()));
  return *this;
}

std::string Walk::value(std::string_view field) const {
  const auto* found = situation_.instance.fields.if_contains(field);
  return found == nullptr ? "null" : boost::json::serialize(*found);
}

void Walk::add_child(const std::string& workflow, const std::string& state, bool final) {
  situation_.children.push_back({workflow, state, final, final});
}

engine::Situation Walk::now() const {
  auto situation = situation_;
  situation.fact = [known = facts](const std::string& fact, const engine::Situation&) {
    const auto found = known.find(fact);
    return found == known.end() || found->second ? engine::Verdict::yes() : engine::Verdict::no("No " + fact + ".");
  };
  situation.rows = [kept = rows](const std::string& name) {
    const auto found = kept.find(name);
    return found == kept.end() ? boost::json::array() : found->second;
  };
  return situation;
}

void Walk::apply(engine::Outcome outcome) {
  situation_.instance = std::move(outcome.instance);
  for (const auto& effect : outcome.effects) opened_.push_back(effect.arguments.as_object());
}

}  // namespace provost::tests
