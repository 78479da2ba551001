#include "server/app/file_clock.hpp"

#include <fstream>
#include <string>

#include "workflows/errors.hpp"

namespace provost::app {

FileClock::FileClock(std::filesystem::path file) : file_(std::move(file)) {
  now();
}

workflows::Instant FileClock::now() const {
  std::ifstream input(file_);
  std::string text;
  std::getline(input, text);
  try {
    return workflows::parse_instant(text);
  } catch (const std::invalid_argument&) {
    throw workflows::Unusable("The clock file " + file_.string() +
                              " must hold a time such as 2026-11-24T09:00:00.000Z.");
  }
}

std::unique_ptr<const workflows::Clock> clock_from(const std::optional<std::filesystem::path>& file) {
  if (file) return std::make_unique<FileClock>(*file);
  return std::make_unique<workflows::SystemClock>();
}

}  // namespace provost::app
