#include "server/jobs/chat_dispatcher.hpp"

#include "integrations/chat_actions/chat_command.hpp"
#include "integrations/http_client/unreachable.hpp"
#include "integrations/http_client/web_address.hpp"
#include "workflows/errors.hpp"

namespace provost::jobs {

namespace {

using workflows::chat::ChatRequest;
using workflows::chat::ClaimedRequest;

/// Slack takes answers for 30 minutes, and five of them.
constexpr auto longest_wait = std::chrono::minutes(29);
constexpr std::int64_t most_attempts = 4;
constexpr auto between_attempts = std::chrono::seconds(20);
/// More than this wait in the database instead, for which they are taken up again.
constexpr std::size_t most_jobs = 200;

integrations::ClientSettings client_settings(const config::Config& config) {
  integrations::ClientSettings settings;
  settings.allowed = config.outgoing.allowed;
  settings.proxy = config.outgoing.proxy;
  settings.certificate_authorities = config.outgoing.certificate_authorities;
  return settings;
}

}  // namespace

/// A request on its way, and the thread that waits for its answer.
struct ChatDispatcher::Job {
  ClaimedRequest claimed;
  workflows::Instant lease_until;  ///< from then on, somebody else may have taken it up
  std::mutex mutex;
  std::condition_variable answered;
  bool awaited = false;
  bool has_reply = false;
  std::string reply;
};

ChatDispatcher::ChatDispatcher(app::Services& services, const config::Config& config,
                               std::chrono::milliseconds interval, std::function<void(const std::string&)> report,
                               std::size_t threads)
    : services_(services),
      answers_(services, config),
      client_(client_settings(config)),
      allowed_(config.outgoing.allowed),
      interval_(interval),
      report_(std::move(report)) {
  for (std::size_t number = 0; number < threads; ++number) threads_.emplace_back([this] { work(); });
}

ChatDispatcher::~ChatDispatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

ChatDispatcher::Receipt ChatDispatcher::receive(const ChatRequest& request, std::chrono::milliseconds patience) {
  auto job = std::make_shared<Job>();
  const auto id = services_.chat_inbox.receive(request);
  if (!id) return {true, answers_.fixed("answer_repeated", request.account)};
  job->claimed.id = *id;
  job->claimed.request = request;
  job->lease_until = services_.clock.now() + workflows::chat::lease_of_request;
  job->awaited = patience.count() > 0;
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() < most_jobs && !stopping_) jobs_.push_back(job);
  }
  wake_.notify_one();
  if (!job->awaited) return {};
  std::unique_lock lock(job->mutex);
  if (job->answered.wait_for(lock, patience, [&job] { return job->has_reply; })) return {false, job->reply};
  job->awaited = false;
  return {};
}

void ChatDispatcher::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    std::shared_ptr<Job> job;
    if (!jobs_.empty()) {
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    lock.unlock();
    try {
      if (!job) {
        if (auto left = services_.chat_inbox.claim()) {
          job = std::make_shared<Job>();
          job->claimed = std::move(*left);
          job->lease_until = services_.clock.now() + workflows::chat::lease_of_request;
        }
      }
      if (job) work_on(*job);
    } catch (const std::exception& error) {
      report_(error.what());
    }
    lock.lock();
    if (!job) wake_.wait_for(lock, interval_, [this] { return stopping_ || !jobs_.empty(); });
  }
}

void ChatDispatcher::work_on(Job& job) {
  if (services_.clock.now() >= job.lease_until) return;
  const auto& claimed = job.claimed;
  std::string reply = claimed.reply;
  if (reply.empty()) {
    try {
      reply = answers_.answer(claimed.request);
    } catch (const workflows::TooBusy& error) {
      // Nothing came of it yet. It stays claimed, and is taken up again when the lease ends.
      if (services_.clock.now() < claimed.request.received_at + longest_wait) return;
      report_(error.what());
      reply = answers_.fixed("answer_failed", claimed.request.account);
    } catch (const std::exception& error) {
      report_(error.what());
      reply = answers_.fixed("answer_failed", claimed.request.account);
    }
  }
  {
    const std::lock_guard lock(job.mutex);
    if (job.awaited) {
      job.reply = reply;
      job.has_reply = true;
    }
  }
  if (job.has_reply) {
    job.answered.notify_one();
    services_.chat_inbox.settle(claimed.id);
    return;
  }
  if (claimed.reply.empty()) services_.chat_inbox.note_reply(claimed.id, reply);
  send_later(claimed, reply);
}

bool ChatDispatcher::may_answer_to(const std::string& address) const {
  if (integrations::is_slack_response_address(address)) return true;
  try {
    const auto parts = integrations::parse_web_address(address);
    return allowed_.names(parts.host, parts.port);
  } catch (const integrations::Unreachable&) {
    return false;
  }
}

void ChatDispatcher::send_later(const ClaimedRequest& claimed, const std::string& reply) {
  const auto& address = claimed.request.response_address;
  const bool too_late = services_.clock.now() >= claimed.request.received_at + longest_wait;
  if (address.empty() || too_late || claimed.attempts >= most_attempts || !may_answer_to(address)) {
    if (!address.empty() && !too_late) report_("an answer to a chat was not sent: the address is not Slack's");
    services_.chat_inbox.settle(claimed.id);
    return;
  }
  integrations::HttpRequest request;
  request.address = address;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = reply;
  bool again = false;
  try {
    const auto answer = client_.send(request);
    again = answer.status == 429 || answer.status >= 500;
    if (answer.status >= 300 && !again) report_("Slack refused an answer: " + std::to_string(answer.status));
  } catch (const integrations::Unreachable& error) {
    again = error.worth_another_try();
    report_(error.what());
  }
  if (again) {
    services_.chat_inbox.put_off(claimed.id, between_attempts);
  } else {
    services_.chat_inbox.settle(claimed.id);
  }
}

}  // namespace provost::jobs
