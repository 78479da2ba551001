#pragma once

#include <string>

#include "integrations/chat_actions/chat_answer.hpp"
#include "server/app/services.hpp"
#include "server/config/config.hpp"
#include "templates/wording.hpp"
#include "workflows/chat/chat_service.hpp"

namespace provost::jobs {

/// Answers what people ask in a chat: the domain's answer, in the words of the templates, in the format of the service.
/// Thread-safe.
class ChatAnswers {
 public:
  ChatAnswers(app::Services& services, const config::Config& config);

  /// Does what is asked; gives the body to send. Throws what the machinery throws.
  std::string answer(const workflows::chat::ChatRequest& request);
  /// An answer that is always the same, in the language of the account's person: "answer_repeated", "answer_later",
  /// "answer_failed".
  std::string fixed(const std::string& wording, const workflows::chat::ChatAccount& account) const;

 private:
  std::string body_of(const workflows::chat::ReplyContent& content, const std::string& service) const;

  app::Services& services_;
  std::string public_url_;
  templates::WordingTemplates wording_;
  std::string language_;  ///< of whoever chose none
  workflows::chat::Vocabulary vocabulary_;
};

}  // namespace provost::jobs
