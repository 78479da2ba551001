#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/jobs/message_sender.hpp"

namespace provost::jobs {

/// Sends what waits in the outbox, on a few threads of its own, so that one slow destination does not hold up the
/// others. Any number of servers may do so on one database. Stops at destruction, after what is being sent.
class MessageDispatcher {
 public:
  /// `interval`: how often it looks when nothing waits. `report` is told of each failure of the machinery itself.
  MessageDispatcher(app::Services& services, MessageSender& sender, std::chrono::milliseconds interval,
                    std::function<void(const std::string& problem)> report, std::size_t threads = 4);
  ~MessageDispatcher();
  MessageDispatcher(const MessageDispatcher&) = delete;
  MessageDispatcher& operator=(const MessageDispatcher&) = delete;

 private:
  void work(bool first);
  /// True when something was sent, or dropped.
  bool send_next();

  app::Services& services_;
  MessageSender& sender_;
  std::chrono::milliseconds interval_;
  std::function<void(const std::string&)> report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace provost::jobs
