#include "server/jobs/chat_answers.hpp"

#include <boost/json.hpp>

namespace provost::jobs {

namespace {

constexpr auto language = "en";

}  // namespace

ChatAnswers::ChatAnswers(app::Services& services, const config::Config& config)
    : services_(services), public_url_(config.public_url), wording_(config.templates) {}

std::string ChatAnswers::answer(const workflows::chat::ChatRequest& request) {
  return body_of(services_.chat.answer(request), request.account.service);
}

std::string ChatAnswers::fixed(const std::string& wording, const std::string& service) const {
  workflows::chat::ReplyContent content;
  content.wording = wording;
  content.path = "/";
  return body_of(content, service);
}

std::string ChatAnswers::body_of(const workflows::chat::ReplyContent& content, const std::string& service) const {
  const auto words = wording_.render(content.wording, content.values);
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
    integrations::AnswerLine shown{line.text, absolute(line.path), {}};
    for (const auto& button : line.buttons) shown.buttons.push_back({button.label, button.words});
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
