#include "server/jobs/repeated_work.hpp"

#include <exception>

namespace provost::jobs {

RepeatedWork::RepeatedWork(std::chrono::milliseconds interval, std::function<void()> work,
                           std::function<void(const std::string&)> report)
    : work_(std::move(work)), report_(std::move(report)) {
  thread_ = std::thread([this, interval] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, interval, [this] { return stopping_; })) {
      lock.unlock();
      do_once();
      lock.lock();
    }
  });
}

RepeatedWork::~RepeatedWork() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  do_once();
}

void RepeatedWork::do_once() {
  try {
    work_();
  } catch (const std::exception& problem) {
    report_(problem.what());
  }
}

}  // namespace provost::jobs
