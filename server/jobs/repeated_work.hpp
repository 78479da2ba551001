#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace provost::jobs {

/// Does something again and again in a thread of its own: after each interval, and a last time at destruction.
class RepeatedWork {
 public:
  /// `report` is told of each failure; the next round tries again.
  RepeatedWork(std::chrono::milliseconds interval, std::function<void()> work,
               std::function<void(const std::string& problem)> report);
  ~RepeatedWork();
  RepeatedWork(const RepeatedWork&) = delete;
  RepeatedWork& operator=(const RepeatedWork&) = delete;

 private:
  void do_once();

  std::function<void()> work_;
  std::function<void(const std::string&)> report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace provost::jobs
