#include "server/app/answer_cache.hpp"

namespace provost::app {

namespace {

constexpr auto longest_life = std::chrono::minutes(1);
constexpr std::size_t largest_body = std::size_t{512} * 1024;

}  // namespace

std::optional<http::Response> AnswerCache::find(const std::string& session, const std::string& target,
                                                std::int64_t generation, workflows::Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(Key{session, target});
  if (found == by_key_.end()) return std::nullopt;
  const auto entry = found->second;
  if (entry->generation != generation || now >= entry->until) {
    remove(entry);
    return std::nullopt;
  }
  by_use_.splice(by_use_.begin(), by_use_, entry);
  return entry->response;
}

void AnswerCache::keep(const std::string& session, const std::string& target, std::int64_t generation,
                       workflows::Instant now, http::Response& response) {
  auto* text = std::get_if<std::string>(&response.body);
  if (text == nullptr || text->size() > largest_body || response.status != 200 || response.fields.get("Set-Cookie") ||
      response.fields.get("Cache-Control")) {
    return;
  }
  const auto bytes = text->size() + target.size() + 1024;
  response.body = std::make_shared<const std::string>(std::move(*text));
  const std::lock_guard lock(mutex_);
  const Key key{session, target};
  if (const auto known = by_key_.find(key); known != by_key_.end()) remove(known->second);
  by_use_.push_front({key, generation, now + longest_life, response, bytes});
  by_key_[key] = by_use_.begin();
  bytes_ += bytes;
  while (bytes_ > most_bytes_) remove(std::prev(by_use_.end()));
}

void AnswerCache::remove(std::list<Entry>::iterator entry) {
  bytes_ -= entry->bytes;
  by_key_.erase(entry->key);
  by_use_.erase(entry);
}

}  // namespace provost::app
