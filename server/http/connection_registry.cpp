#include "server/http/connection_registry.hpp"

#include <algorithm>

namespace provost::http {

ConnectionRegistry::Place ConnectionRegistry::add(ConnectionControl& connection) {
  const std::lock_guard lock(mutex_);
  return connections_.insert(connections_.end(), &connection);
}

void ConnectionRegistry::remove(Place place) {
  {
    const std::lock_guard lock(mutex_);
    connections_.erase(place);
  }
  released_();
}

std::size_t ConnectionRegistry::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void ConnectionRegistry::for_each(const std::function<void(ConnectionControl&)>& action) {
  const std::lock_guard lock(mutex_);
  for (auto* connection : connections_) action(*connection);
}

void ConnectionRegistry::finish_one_idle() {
  const std::lock_guard lock(mutex_);
  const auto idle = std::find_if(connections_.begin(), connections_.end(),
                                 [](const ConnectionControl* connection) { return connection->is_idle(); });
  if (idle != connections_.end()) (*idle)->finish();
}

}  // namespace provost::http
