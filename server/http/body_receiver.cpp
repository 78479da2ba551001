#include "server/http/body_receiver.hpp"

namespace provost::http {

namespace {

constexpr std::size_t memory_limit = 65'536;

}  // namespace

BodyReceiver::BodyReceiver(BodyPolicy policy, std::filesystem::path spool_folder)
    : policy_(policy), spool_folder_(std::move(spool_folder)) {}

void BodyReceiver::take(std::string_view bytes) {
  if (bytes.size() > policy_.limit - size_) throw BodyTooLarge();
  size_ += bytes.size();
  if (!file_ && policy_.spool && memory_.size() + bytes.size() > memory_limit) {
    file_.emplace(spool_folder_);
    file_->write(memory_);
    memory_ = {};
  }
  if (file_) {
    file_->write(bytes);
  } else {
    memory_ += bytes;
  }
}

std::optional<Refusal> BodyReceiver::finish(Request& request) {
  try {
    if (file_) request.spool = file_->finish();
  } catch (const std::system_error& problem) {
    return refusal_for(problem);
  }
  request.body = std::move(memory_);
  return std::nullopt;
}

Refusal refusal_for(const std::system_error& problem) {
  if (problem.code() == std::errc::no_space_on_device) {
    return {507, "The server's disk is full; nothing was changed. Please tell your administrator."};
  }
  return {500, "The server could not store what was sent; nothing was changed."};
}

}  // namespace provost::http
