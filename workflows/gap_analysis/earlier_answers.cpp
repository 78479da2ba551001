#include "workflows/gap_analysis/earlier_answers.hpp"

#include <map>

#include "workflows/gap_analysis/carried_answers.hpp"
#include "workflows/gap_analysis/clause_assessment_store.hpp"

namespace provost::workflows::gap_analysis {

namespace {

class EarlierAnswers {
 public:
  EarlierAnswers(store::Session& session, const standards::StandardLibrary& library, const cases::Case& before)
      : published_(library.mappings(session)), carrier_(mappings()) {
    for (auto& assessment : assessments_of(session, before.id)) {
      if (assessment.result == Result::not_assessed) continue;
      answers_.emplace(ClauseName{assessment.standard, assessment.clause}, std::move(assessment));
    }
  }

  std::optional<ClauseAssessment> to(const ClauseName& clause) const {
    if (const auto same = answers_.find(clause); same != answers_.end()) return same->second;
    const auto best = CarriedAnswers::best(carrier_.sources_of(clause), [this](const ClauseName& name) {
      const auto found = answers_.find(name);
      return found == answers_.end() ? Result::not_assessed : found->second.result;
    });
    if (best) {
      auto answer = answers_.at(best->source.clause);
      answer.result = best->result;
      return answer;
    }
    // Without a mapping an edition keeps most of its numbers; somebody confirms each of them anyway.
    for (const auto& [name, answer] : answers_) {
      if (name.second == clause.second && !carrier_.knows(clause)) return answer;
    }
    return std::nullopt;
  }

 private:
  std::vector<const standards::Mapping*> mappings() const {
    std::vector<const standards::Mapping*> list;
    for (const auto& mapping : published_) list.push_back(mapping.content.get());
    return list;
  }

  std::vector<standards::PublishedMapping> published_;
  CarriedAnswers carrier_;
  std::map<ClauseName, ClauseAssessment> answers_;
};

}  // namespace

std::int64_t carry_over(store::WriteTransaction& transaction, const standards::StandardLibrary& library,
                        const cases::Case& before, const cases::Case& after, const people::Actor& actor) {
  const EarlierAnswers earlier(transaction.session(), library, before);
  std::int64_t copied = 0;
  for (const auto& standard : library.chosen(transaction.session(), after.fields)) {
    for (const auto& clause : standard.content->clauses) {
      if (!clause.assessable) continue;
      const auto found = earlier.to({standard.content->name, clause.number});
      if (!found) continue;
      ClauseAssessment answer;
      answer.case_id = after.id;
      answer.standard = standard.content->name;
      answer.clause = clause.number;
      answer.result = found->result;
      answer.current_state = found->current_state;
      answer.evidence = found->evidence;
      answer.gap = found->gap;
      answer.justification = found->justification;
      answer.severity = found->severity;
      answer.department_id = found->department_id;
      answer.carried_from = before.key;
      answer.assessed_by_id = found->assessed_by_id;
      answer.assessed_at = found->assessed_at;
      answer.changed_at = transaction.now();
      answer.changed_by_id = actor.person_id;
      put_assessment(transaction, answer);
      append_result(transaction, answer, actor.name);
      ++copied;
    }
  }
  return copied;
}

}  // namespace provost::workflows::gap_analysis
