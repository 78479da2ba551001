#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "workflows/audit_trail/audit_trail.hpp"
#include "workflows/cases/case_service.hpp"
#include "workflows/cases/task_snoozes.hpp"
#include "workflows/chat/chat_identities.hpp"
#include "workflows/chat/chat_requests.hpp"
#include "workflows/chat/chat_words.hpp"
#include "workflows/documents/document_service.hpp"
#include "workflows/idempotency/repeatable_requests.hpp"

namespace provost::workflows::chat {

/// A phrase of the templates with what is put into it; days are written “2026-11-30”.
struct ReplyPhrase {
  std::string phrase;
  boost::json::object values;
};

/// A button below a line; pressing it says `words`.
struct ReplyButton {
  ReplyPhrase label;
  std::string words;
};

/// A line of an answer, with the page it leads to and what can be done at once.
struct ReplyLine {
  ReplyPhrase text;
  std::string path;  ///< "/cases/CA-1"; may be empty
  std::vector<ReplyButton> buttons;
};

/// What somebody is answered. `wording` names the template; `values` fill it; days are written “2026-11-30”.
struct ReplyContent {
  std::string wording;
  boost::json::object values;
  std::vector<ReplyLine> lines;
  std::string path;          ///< of the page the answer leads to; empty: none
  std::string reason_words;  ///< not empty: a reason is asked for, and these words are said with it
  std::string language;      ///< that the person chose, "de"; empty: that of the organisation
};

/// What changes something is carried out within this time after it was received, or not at all: whoever asked has
/// helped themselves in another way by then.
inline constexpr std::chrono::minutes carried_out_within{5};

/// What the words that people type into a chat mean, once for every service. The person behind an account acts, with
/// what they may see and do on pages; whatever asks for a signature, a reason or a form leads to its page. Thread-safe.
class ChatService {
 public:
  ChatService(store::Database& database, const Clock& clock, const cases::WorkflowCatalogue& catalogue,
              const cases::FactSource& facts, cases::CaseService& cases, cases::SnoozeService& snoozes,
              documents::DocumentService& documents, ChatIdentityService& identities, audit_trail::AuditRecorder& audit,
              idempotency::RepeatableRequests& requests);

  /// Does what is asked and says what came of it. What the domain refuses is told in the answer; throws only for
  /// failures of the machinery, and TooBusy when this same request is being carried out: then ask again later. Asked
  /// again with the same key, e.g. because the program was killed, it changes nothing a second time.
  ReplyContent answer(const ChatRequest& request, const Vocabulary& vocabulary);
  /// The language of whoever an account is linked with; empty: that of the organisation.
  std::string language_of(const ChatAccount& account);

 private:
  ReplyContent answer_to(const ChatRequest& request, const Command& command);
  /// The answer to wrong digits, or to those of an account that cannot be linked; nullopt: go on, linked or not.
  std::optional<ReplyContent> prove(const ChatAccount& account, std::string digits);
  ReplyContent answer_once(people::Actor actor, const Command& command, const ChatRequest& request);
  ReplyContent answer_as(const people::Actor& actor, const Command& command, const ChatRequest& request);

  store::Database& database_;
  const Clock& clock_;
  const cases::WorkflowCatalogue& catalogue_;
  const cases::FactSource& facts_;
  cases::CaseService& cases_;
  cases::SnoozeService& snoozes_;
  documents::DocumentService& documents_;
  ChatIdentityService& identities_;
  audit_trail::AuditRecorder& audit_;
  idempotency::RepeatableRequests& requests_;
};

}  // namespace provost::workflows::chat
