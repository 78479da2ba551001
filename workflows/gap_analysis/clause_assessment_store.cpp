#include "workflows/gap_analysis/clause_assessment_store.hpp"

namespace provost::workflows::gap_analysis {

namespace {

const std::string columns =
    "id, case_id, standard, clause, result, current_state, evidence, gap, justification, severity, action,"
    " responsible_id, effort, until, accepted_because, department_id, carried_from, assessed_by_id, assessed_at,"
    " changed_at, changed_by_id, row_version";

ClauseAssessment assessment_from(const store::Record& record) {
  ClauseAssessment one;
  one.id = record.integer("id");
  one.case_id = record.integer("case_id");
  one.standard = record.text("standard");
  one.clause = record.text("clause");
  one.result = parse_result(record.text("result")).value_or(Result::not_assessed);
  one.current_state = record.text("current_state");
  one.evidence = record.text("evidence");
  one.gap = record.text("gap");
  one.justification = record.text("justification");
  one.severity = parse_severity(record.text("severity")).value_or(Severity::not_said);
  one.action = record.text("action");
  one.responsible_id = record.optional_integer("responsible_id");
  one.effort = parse_effort(record.text("effort")).value_or(Effort::not_said);
  if (const auto until = record.optional_text("until")) one.until = parse_day(*until);
  one.accepted_because = record.text("accepted_because");
  one.department_id = record.optional_integer("department_id");
  one.carried_from = record.text("carried_from");
  one.assessed_by_id = record.optional_integer("assessed_by_id");
  if (const auto at = record.optional_text("assessed_at")) one.assessed_at = parse_instant(*at);
  one.changed_at = parse_instant(record.text("changed_at"));
  one.changed_by_id = record.integer("changed_by_id");
  one.row_version = record.integer("row_version");
  return one;
}

store::Row row_of(const ClauseAssessment& one) {
  const auto text = [](std::string_view value) { return store::Value{std::string(value)}; };
  return {{"case_id", one.case_id},
          {"standard", one.standard},
          {"clause", one.clause},
          {"result", text(to_text(one.result))},
          {"current_state", one.current_state},
          {"evidence", one.evidence},
          {"gap", one.gap},
          {"justification", one.justification},
          {"severity", text(to_text(one.severity))},
          {"action", one.action},
          {"responsible_id", store::nullable(one.responsible_id)},
          {"effort", text(to_text(one.effort))},
          {"until", one.until ? store::Value{workflows::to_text(*one.until)} : store::Value{nullptr}},
          {"accepted_because", one.accepted_because},
          {"department_id", store::nullable(one.department_id)},
          {"carried_from", one.carried_from},
          {"assessed_by_id", store::nullable(one.assessed_by_id)},
          {"assessed_at", one.assessed_at ? store::Value{workflows::to_text(*one.assessed_at)} : store::Value{nullptr}},
          {"changed_at", workflows::to_text(one.changed_at)},
          {"changed_by_id", one.changed_by_id},
          {"row_version", one.row_version}};
}

std::vector<GivenResult> results_where(store::Session& session, const std::string& condition,
                                       std::vector<store::Value> values) {
  std::vector<GivenResult> results;
  for (const auto& record :
       session.select("SELECT standard, clause, result, given_at, given_by FROM clause_results WHERE " + condition +
                          " ORDER BY id",
                      std::move(values))) {
    results.push_back({record.text("standard"), record.text("clause"),
                       parse_result(record.text("result")).value_or(Result::not_assessed),
                       parse_instant(record.text("given_at")), record.text("given_by")});
  }
  return results;
}

}  // namespace

std::vector<ClauseAssessment> assessments_of(store::Session& session, std::int64_t case_id) {
  std::vector<ClauseAssessment> assessments;
  for (const auto& record : session.select(
           "SELECT " + columns + " FROM clause_assessments WHERE case_id = :case_id ORDER BY id", {case_id})) {
    assessments.push_back(assessment_from(record));
  }
  return assessments;
}

std::optional<ClauseAssessment> find_assessment(store::Session& session, std::int64_t case_id,
                                                std::string_view standard, std::string_view clause) {
  const auto record = session.first("SELECT " + columns +
                                        " FROM clause_assessments WHERE case_id = :case_id AND standard = :standard"
                                        " AND clause = :clause",
                                    {case_id, std::string(standard), std::string(clause)});
  return record ? std::optional(assessment_from(*record)) : std::nullopt;
}

std::vector<GivenResult> results_of(store::Session& session, std::int64_t case_id) {
  return results_where(session, "case_id = :case_id", {case_id});
}

std::vector<GivenResult> results_of(store::Session& session, std::int64_t case_id, std::string_view standard,
                                    std::string_view clause) {
  return results_where(session, "case_id = :case_id AND standard = :standard AND clause = :clause",
                       {case_id, std::string(standard), std::string(clause)});
}

void put_assessment(store::WriteTransaction& transaction, ClauseAssessment& assessment) {
  ++assessment.row_version;
  if (assessment.id == 0) {
    assessment.id = transaction.insert("clause_assessments", row_of(assessment));
  } else {
    transaction.update("clause_assessments", assessment.id, row_of(assessment));
  }
}

void append_result(store::WriteTransaction& transaction, const ClauseAssessment& assessment,
                   const std::string& given_by) {
  transaction.insert("clause_results", {{"case_id", assessment.case_id},
                                        {"standard", assessment.standard},
                                        {"clause", assessment.clause},
                                        {"result", std::string(to_text(assessment.result))},
                                        {"given_at", workflows::to_text(transaction.now())},
                                        {"given_by", given_by}});
}

}  // namespace provost::workflows::gap_analysis
