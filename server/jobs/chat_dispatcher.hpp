#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "integrations/http_client/address_rules.hpp"
#include "integrations/http_client/http_client.hpp"
#include "server/jobs/chat_answers.hpp"

namespace provost::jobs {

/// Works on what came from chats, on a few threads of its own, so that whoever asked has an answer in time whatever the
/// work takes: within the patience the answer is given back, after it the answer is sent to the address that came with
/// the request. What was received and not answered, because the program ended, is taken up again by any server.
/// Stops at destruction, after what is being worked on.
class ChatDispatcher {
 public:
  /// `interval`: how often it looks for what was left. `report` is told of each failure of the machinery itself.
  ChatDispatcher(app::Services& services, const config::Config& config, std::chrono::milliseconds interval,
                 std::function<void(const std::string& problem)> report, std::size_t threads = 2);
  ~ChatDispatcher();
  ChatDispatcher(const ChatDispatcher&) = delete;
  ChatDispatcher& operator=(const ChatDispatcher&) = delete;

  /// What to answer at once; `body` is empty when the answer follows.
  struct Receipt {
    bool repeated = false;  ///< it was received before, and nothing is done now
    std::string body;
  };
  /// Keeps the request durably, has it worked on, and waits for the answer for at most `patience`; 0: not at all.
  /// Throws when it cannot be kept: then nothing was received. Thread-safe.
  Receipt receive(const workflows::chat::ChatRequest& request, std::chrono::milliseconds patience);

  const ChatAnswers& answers() const { return answers_; }

 private:
  struct Job;
  void work();
  void work_on(Job& job);
  void send_later(const workflows::chat::ClaimedRequest& claimed, const std::string& reply);
  bool may_answer_to(const std::string& address) const;

  app::Services& services_;
  ChatAnswers answers_;
  integrations::HttpClient client_;
  integrations::AllowList allowed_;
  std::chrono::milliseconds interval_;
  std::function<void(const std::string&)> report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::deque<std::shared_ptr<Job>> jobs_;
  std::vector<std::thread> threads_;
};

}  // namespace provost::jobs
