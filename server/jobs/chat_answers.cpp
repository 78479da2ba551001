#include "server/jobs/chat_answers.hpp"

#include <boost/json.hpp>

namespace provost::jobs {

namespace {

/// English words are in the vocabulary already; a language adds the words that its file has.
workflows::chat::Vocabulary vocabulary_from(const templates::WordingTemplates& wording) {
  workflows::chat::Vocabulary vocabulary;
  for (const auto& language : wording.languages()) {
    for (const auto& meaning : workflows::chat::Vocabulary::meanings()) {
      vocabulary.add(meaning, wording.phrase("said_" + meaning, language.tag));
    }
  }
  return vocabulary;
}

}  // namespace

ChatAnswers::ChatAnswers(app::Services& services, const config::Config& config)
    : services_(services),
      public_url_(config.public_url),
      wording_(config.templates),
      language_(config.language),
      vocabulary_(vocabulary_from(wording_)) {}

std::string ChatAnswers::answer(const workflows::chat::ChatRequest& request) {
  return body_of(services_.chat.answer(request, vocabulary_), request.account.service);
}

std::string ChatAnswers::fixed(const std::string& wording, const workflows::chat::ChatAccount& account) const {
  workflows::chat::ReplyContent content;
  content.wording = wording;
  content.path = "/";
  try {
    content.language = services_.chat.language_of(account);
  } catch (const std::exception&) {
    // This may be the answer to a failure of the database: then in the organisation's language.
  }
  return body_of(content, account.service);
}

std::string ChatAnswers::body_of(const workflows::chat::ReplyContent& content, const std::string& service) const {
  const auto& language = content.language.empty() ? language_ : content.language;
  const auto words = wording_.render(content.wording, content.values, templates::Medium::chat, language);
  const auto phrase = [&](const workflows::chat::ReplyPhrase& one) {
    return wording_.phrase(one.phrase, language, one.values);
  };
  const auto absolute = [this](const std::string& path) {
    return path.empty() || public_url_.empty() ? std::string() : public_url_ + path;
  };
  integrations::ChatAnswer answer;
  answer.message.title = words.title;
  answer.message.text = words.text;
  for (const auto& [name, value] : words.facts) answer.message.facts.push_back({name, value});
  answer.message.footer = words.footer;
  answer.message.button = words.button;
  answer.message.address = absolute(content.path);
  for (const auto& line : content.lines) {
    integrations::AnswerLine shown{phrase(line.text), absolute(line.path), {}};
    for (const auto& button : line.buttons) shown.buttons.push_back({phrase(button.label), button.words});
    answer.lines.push_back(std::move(shown));
  }
  if (!content.reason_words.empty()) {
    answer.reason_words = content.reason_words;
    answer.reason_label = wording_.phrase("why", language);
    answer.reason_button = wording_.phrase("confirm_button", language);
  }
  return boost::json::serialize(service == "teams" ? integrations::teams_answer(answer)
                                                   : integrations::slack_answer(answer));
}

}  // namespace provost::jobs
