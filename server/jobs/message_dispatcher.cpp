#include "server/jobs/message_dispatcher.hpp"

namespace provost::jobs {

MessageDispatcher::MessageDispatcher(app::Services& services, MessageSender& sender, std::chrono::milliseconds interval,
                                     std::function<void(const std::string&)> report, std::size_t threads)
    : services_(services), sender_(sender), interval_(interval), report_(std::move(report)) {
  for (std::size_t number = 0; number < threads; ++number) {
    threads_.emplace_back([this, number] { work(number == 0); });
  }
}

MessageDispatcher::~MessageDispatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void MessageDispatcher::work(bool first) {
  auto next_gathering = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    bool sent = false;
    try {
      if (first && std::chrono::steady_clock::now() >= next_gathering) {
        next_gathering = std::chrono::steady_clock::now() + interval_;
        services_.outbox.gather_digests();
      }
      sent = send_next();
    } catch (const std::exception& error) {
      report_(error.what());
    }
    lock.lock();
    if (!sent) wake_.wait_for(lock, interval_, [this] { return stopping_; });
  }
}

bool MessageDispatcher::send_next() {
  const auto message = services_.outbox.claim();
  if (!message) return false;
  const auto result = sender_.send(*message);
  if (result.attempt) {
    services_.outbox.settle(*message, *result.attempt);
  } else {
    services_.outbox.drop(*message, result.moot);
  }
  return true;
}

}  // namespace provost::jobs
