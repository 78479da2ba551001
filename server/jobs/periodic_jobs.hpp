#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "server/app/services.hpp"

namespace provost::jobs {

/// Runs what time brings: versions whose effective day has come, sessions that ended, references a crash left behind.
/// One thread; stops at destruction.
class PeriodicJobs {
 public:
  /// `report` is told of each failure; the next round tries again.
  PeriodicJobs(app::Services& services, std::chrono::milliseconds interval,
               std::function<void(const std::string& job, const std::string& problem)> report);
  ~PeriodicJobs();
  PeriodicJobs(const PeriodicJobs&) = delete;
  PeriodicJobs& operator=(const PeriodicJobs&) = delete;

  /// One round now, in the caller's thread.
  void run_once();

 private:
  void run(const std::string& job, const std::function<void()>& work);

  app::Services& services_;
  std::chrono::milliseconds interval_;
  std::function<void(const std::string&, const std::string&)> report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace provost::jobs
