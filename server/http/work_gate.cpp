#include "server/http/work_gate.hpp"

namespace provost::http {

bool WorkGate::try_enter() {
  const std::lock_guard lock(mutex_);
  if (closed_ || taken_ == places_) return false;
  ++taken_;
  return true;
}

void WorkGate::enqueue(Waiter waiter) {
  auto entry = Entry::entered;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) {
      entry = Entry::closed;
    } else if (taken_ < places_) {
      ++taken_;
    } else if (queue_.size() < queue_limit_) {
      queue_.push_back(std::move(waiter));
      return;
    } else {
      entry = Entry::full;
    }
  }
  waiter(entry);
}

void WorkGate::leave() {
  Waiter next;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      --taken_;
      return;
    }
    next = std::move(queue_.front());
    queue_.pop_front();
  }
  next(Entry::entered);
}

void WorkGate::close() {
  std::deque<Waiter> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting.swap(queue_);
  }
  for (const auto& waiter : waiting) waiter(Entry::closed);
}

}  // namespace provost::http
