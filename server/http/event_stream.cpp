#include "server/http/event_stream.hpp"

#include <utility>

namespace provost::http {

void EventStream::put(std::string_view text) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    text_ += text;
    wake = wake_;
  }
  if (wake) wake();
}

void EventStream::end() {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    wake = wake_;
  }
  if (wake) wake();
}

bool EventStream::is_over() const {
  const std::lock_guard lock(mutex_);
  return over_;
}

std::size_t EventStream::waiting() const {
  const std::lock_guard lock(mutex_);
  return text_.size();
}

EventStream::Piece EventStream::take() {
  const std::lock_guard lock(mutex_);
  return {std::exchange(text_, {}), over_};
}

void EventStream::on_news(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace provost::http
