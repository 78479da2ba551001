#pragma once

#include <optional>
#include <string>

#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_work.hpp"
#include "workflows/chat/chat_service.hpp"
#include "workflows/chat/chat_words.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::chat {

/// What is read for one answer to one person. `is_public`: others read it too, so nothing is named that not everybody
/// may know of.
class AnswerReader {
 public:
  AnswerReader(store::Session& session, const cases::WorkflowCatalogue& catalogue, const cases::FactSource& facts,
               const people::Actor& actor, bool is_public, Instant now);

  ReplyContent tasks();
  ReplyContent found(const std::string& search);
  ReplyContent journey();

  /// What “done” is about: a task, a document, or why there is nothing to do.
  struct Aim {
    std::optional<ReplyContent> reply;   ///< the answer already: not theirs, done before, on its page
    std::optional<cases::CaseView> one;  ///< a case with a task of theirs
    cases::CaseTask task;
    std::string document;  ///< a document of theirs that is to be looked at again
  };
  Aim aim_of(const Command& command);

  /// Whether everybody who reads the answer may know of a case.
  bool may_be_named(const cases::Case& one) const;
  /// Values that name a case, as far as the reader may be told.
  boost::json::object values_of(const cases::CaseView& view);
  /// The same of a case as it is now; throws NotFound.
  boost::json::object values_of_case(const std::string& key);
  /// Values that name a document, as far as the reader may be told; throws NotFound.
  boost::json::object values_of_document(const std::string& number);
  ReplyContent choice(const cases::CaseView& view, const cases::CaseTask& task);
  /// What the domain refused, and why, as far as the readers may be told; `wording` takes the reason as `text`.
  ReplyContent refused(const Command& command, const std::string& text, std::string wording);
  /// “Say why”: the answer to a confirmation without a reason.
  ReplyContent reason_wanted(const std::string& number);

 private:
  bool may_be_named(const std::string& document) const;
  bool is_own(const cases::CaseTask& task) const;
  Aim aim_of_case(const cases::Case& one, std::optional<std::int64_t> task_id);
  Aim aim_of_document(const std::string& number);
  ReplyLine line_of(const cases::CaseTaskRow& task);
  ReplyLine line_of(const documents::Task& task) const;
  std::string due_day(Instant due) const;

  store::Session& session_;
  const cases::WorkflowCatalogue& catalogue_;
  const cases::FactSource& facts_;
  const people::Actor& actor_;
  bool is_public_;
  Instant now_;
  std::string zone_;
};

/// Buttons for the steps of a task and for being reminded later.
std::vector<ReplyButton> buttons_of(const cases::CaseView& view, const cases::CaseTask& task, Day today);

}  // namespace provost::workflows::chat
