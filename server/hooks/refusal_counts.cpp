#include "server/hooks/refusal_counts.hpp"

#include <algorithm>

#include "workflows/evidence_sources/sources.hpp"
#include "workflows/text_rules.hpp"

namespace provost::hooks {

namespace {

namespace sources = workflows::evidence_sources;

void add_one(const sources::Refusals& more, sources::Refusals& counted) {
  if (counted.times == 0 || more.first_at < counted.first_at) counted.first_at = more.first_at;
  if (counted.times == 0 || more.last_at >= counted.last_at) {
    counted.last_at = more.last_at;
    counted.last_address = more.last_address;
    counted.last_reason = more.last_reason;
  }
  counted.times += more.times;
}

}  // namespace

void RefusalCounts::add(const Counts& more, Counts& counts) {
  for (const auto& [key, one] : more) {
    const auto [found, is_new] = counts.try_emplace(key, one);
    if (!is_new) add_one(one, found->second);
  }
}

void RefusalCounts::count(std::int64_t source_id, const std::string& kind, const std::string& reason,
                          const std::string& remote_address) {
  sources::Refusals one;
  one.source_id = source_id;
  one.kind = kind;
  one.times = 1;
  one.first_at = one.last_at = clock_.now();
  one.last_address = remote_address;
  // It may quote what a stranger sent, and what is not text could never be written or shown.
  one.last_reason = workflows::readable(reason);
  Counts counted;
  counted.emplace(Key{source_id, sources::hour_of(one.last_at), kind}, std::move(one));
  const std::lock_guard lock(mutex_);
  add(counted, waiting_);
}

void RefusalCounts::flush() {
  const std::lock_guard one_at_a_time(flushing_);
  std::vector<sources::Refusals> counted;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return;
    being_written_ = std::move(waiting_);
    waiting_.clear();
    for (const auto& [key, one] : being_written_) counted.push_back(one);
  }
  try {
    deliveries_.count_refused(counted);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    add(being_written_, waiting_);
    being_written_.clear();
    throw;
  }
  const std::lock_guard lock(mutex_);
  being_written_.clear();
}

std::vector<sources::Refusals> RefusalCounts::log(workflows::store::Session& session,
                                                  std::optional<std::int64_t> source_id, int limit) {
  Counts unwritten;
  {
    const std::lock_guard lock(mutex_);
    unwritten = waiting_;
    add(being_written_, unwritten);
  }
  if (source_id) std::erase_if(unwritten, [&](const auto& entry) { return entry.second.source_id != *source_id; });
  auto list = sources::read_refusals(session, source_id, limit);
  for (auto& written : list) {
    const auto found = unwritten.find({written.source_id, sources::hour_of(written.first_at), written.kind});
    if (found == unwritten.end()) continue;
    add_one(found->second, written);
    unwritten.erase(found);
  }
  for (auto& [key, one] : unwritten) {
    if (const auto source = sources::find_source(session, one.source_id)) {
      one.source_name = source->name;
      one.source_title = source->title;
    }
    list.push_back(std::move(one));
  }
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.last_at > b.last_at; });
  if (list.size() > static_cast<std::size_t>(limit)) list.resize(static_cast<std::size_t>(limit));
  return list;
}

}  // namespace provost::hooks
