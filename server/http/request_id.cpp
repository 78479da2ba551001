#include "server/http/request_id.hpp"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <random>

namespace provost::http {

RequestIds::RequestIds() {
  std::random_device random;
  connection_ = (std::uint64_t{random()} << 32) | random();
}

std::string RequestIds::next() {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%016" PRIx64 "-%" PRIu64, connection_, ++count_);
  return text.data();
}

}  // namespace provost::http
