#include "server/jobs/periodic_jobs.hpp"

#include "workflows/evidence/disposal.hpp"
#include "workflows/evidence_sources/quota.hpp"

namespace provost::jobs {

PeriodicJobs::PeriodicJobs(app::Services& services, std::chrono::milliseconds interval,
                           std::function<void(const std::string&, const std::string&)> report)
    : services_(services), interval_(interval), report_(std::move(report)) {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, interval_, [this] { return stopping_; })) {
      lock.unlock();
      run_once();
      lock.lock();
    }
  });
}

PeriodicJobs::~PeriodicJobs() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void PeriodicJobs::run_once() {
  run("effective dates", [this] { services_.documents.make_due_versions_effective(); });
  run("timers of cases", [this] { services_.case_timers.sweep(); });
  run("disposed files", [this] {
    workflows::evidence::remove_disposed_files(services_.database, services_.clock, services_.attachments);
  });
  run("references", [this] { services_.references.roll_forward(); });
  run("old messages", [this] { services_.outbox.remove_old(); });
  run("old deliveries", [this] { services_.deliveries.remove_old(); });
  run("full sources", [this] { workflows::evidence_sources::note_room(services_.database, services_.clock); });
  run("old requests from chat", [this] { services_.chat_inbox.remove_old(); });
  run("old requests", [this] { services_.repeatable_requests.remove_old(); });
  run("ended sessions", [this] { services_.sign_in.remove_ended_sessions(); });
}

void PeriodicJobs::run(const std::string& job, const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    report_(job, error.what());
  }
}

}  // namespace provost::jobs
