#include "server/web/assessment_model.hpp"

#include <boost/json.hpp>

#include "server/app/addresses.hpp"
#include "server/web/words.hpp"
#include "workflows/evidence/evidence.hpp"

namespace provost::web {

namespace json = boost::json;
namespace gap_analysis = workflows::gap_analysis;

json::object result_model(gap_analysis::Result result) {
  json::object model;
  for (const auto one : {gap_analysis::Result::conforms, gap_analysis::Result::partial, gap_analysis::Result::none,
                         gap_analysis::Result::not_applicable, gap_analysis::Result::not_assessed}) {
    model[to_text(one)] = one == result;
  }
  return model;
}

json::object coverage_model(const gap_analysis::Coverage& coverage) {
  json::object model{{"conforms", coverage.conforms},
                     {"partial", coverage.partial},
                     {"none", coverage.none},
                     {"not_applicable", coverage.not_applicable},
                     {"not_assessed", coverage.not_assessed},
                     {"judged", coverage.judged()},
                     {"total", coverage.total()},
                     {"any_not_applicable", coverage.not_applicable > 0},
                     {"any_not_assessed", coverage.not_assessed > 0}};
  if (coverage.share()) {
    // Whole numbers: 0.29 times 100 is a little less than 29.
    model["share"] = json::object{{"percent", (2 * coverage.conforms + coverage.partial) * 50 / coverage.judged()}};
  }
  return model;
}

json::array group_models(const std::vector<gap_analysis::CoverageGroup>& groups) {
  json::array models;
  for (const auto& group : groups) {
    models.push_back(json::object{{"group", group.label}, {"coverage", coverage_model(group.coverage)}});
  }
  return models;
}

json::object carried_model(const gap_analysis::ClauseAnswer& answer) {
  const auto& carried = *answer.carried;
  return {{"from", answer.carried_title},
          {"equal", carried.source.relationship == workflows::standards::Relationship::equal},
          {"superset", carried.source.relationship == workflows::standards::Relationship::superset},
          {"subset", carried.source.relationship == workflows::standards::Relationship::subset},
          {"intersect", carried.source.relationship == workflows::standards::Relationship::intersect},
          {"given", result_model(carried.given)},
          {"weaker", carried.given != carried.result}};
}

/// The registered evidence of a clause.
json::object evidence_model(const gap_analysis::StandardAnswers& part, const gap_analysis::ClauseAnswer& answer) {
  const auto& evidence = answer.evidence;
  json::array stale;
  for (const auto& piece : evidence.stale) {
    const auto day = workflows::parse_day(piece.valid_until);
    stale.push_back(json::object{{"key", piece.key},
                                 {"piece", piece.title},
                                 {"since", day ? day_text(*day) : std::string()},
                                 {"renewal", piece.renewal}});
  }
  const auto& standard = *part.standard.content;
  json::object model{
      {"valid_text", count_text(evidence.valid, "valid piece", "valid pieces")},
      {"any_to_check", evidence.to_check > 0},
      {"to_check", evidence.to_check},
      {"lowered", answer.before_expiry.has_value()},
      {"list_address", "/evidence?standard=" + app::percent_encoded(standard.name) +
                           "&clause=" + app::percent_encoded(answer.clause->number)},
      {"add_address", "/evidence/new?clause=" + app::percent_encoded(standard.title + " " + answer.clause->number)},
      {"ask_address", "/cases/new/" + std::string(workflows::evidence::workflow_name) +
                          "?clause=" + app::percent_encoded(standard.title + " " + answer.clause->number)}};
  if (answer.before_expiry) model["before"] = json::object{{"result", result_model(*answer.before_expiry)}};
  model["stale"] = std::move(stale);
  return model;
}

json::object answer_model(const gap_analysis::GapAnalysis& analysis, const gap_analysis::StandardAnswers& part,
                          const gap_analysis::ClauseAnswer& answer, const std::string& time_zone) {
  const auto& own = answer.own;
  const auto named = [](const std::map<std::int64_t, std::string>& names, const std::optional<std::int64_t>& id) {
    const auto found = id ? names.find(*id) : names.end();
    return found == names.end() ? std::string() : found->second;
  };
  json::array changed;
  for (const auto& number : answer.changed_documents) changed.push_back(json::object{{"number", number}});
  json::object model{
      {"standard", part.standard.content->name},
      {"standard_title", part.standard.content->title},
      {"number", answer.clause->number},
      {"clause_title", answer.clause->title},
      {"asks", answer.clause->asks},
      {"maintain", answer.clause->maintain},
      {"retain", answer.clause->retain},
      {"result", result_model(answer.counted)},
      {"current_state", own.current_state},
      {"evidence", own.evidence},
      {"gap", own.gap},
      {"justification", own.justification},
      {"action", own.action},
      {"accepted_because", own.accepted_because},
      {"responsible", named(analysis.people, own.responsible_id)},
      {"department", named(analysis.department_names, own.department_id)},
      {"until", own.until ? day_text(*own.until) : std::string()},
      {"severity_high", own.severity == gap_analysis::Severity::high},
      {"severity_medium", own.severity == gap_analysis::Severity::medium},
      {"severity_low", own.severity == gap_analysis::Severity::low},
      {"effort_small", own.effort == gap_analysis::Effort::small},
      {"effort_medium", own.effort == gap_analysis::Effort::medium},
      {"effort_large", own.effort == gap_analysis::Effort::large},
      {"assessed_by", named(analysis.people, own.assessed_by_id)},
      {"assessed_at", own.assessed_at ? moment_text(*own.assessed_at, time_zone) : std::string()},
      {"to_confirm", answer.to_confirm},
      {"carried_from", own.carried_from},
      {"changed_present", answer.in_doubt},
      {"needs_justification", own.result == gap_analysis::Result::not_applicable && own.justification.empty()}};
  model["changed_documents"] = std::move(changed);
  model["registered"] = evidence_model(part, answer);
  if (answer.carried) model["carried"] = carried_model(answer);
  return model;
}

}  // namespace provost::web
