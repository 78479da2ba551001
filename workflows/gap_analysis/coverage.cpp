#include "workflows/gap_analysis/coverage.hpp"

namespace provost::workflows::gap_analysis {

void Coverage::count(Result result) {
  switch (result) {
    case Result::conforms:
      ++conforms;
      break;
    case Result::partial:
      ++partial;
      break;
    case Result::none:
      ++none;
      break;
    case Result::not_applicable:
      ++not_applicable;
      break;
    case Result::not_assessed:
      ++not_assessed;
      break;
  }
}

std::optional<double> Coverage::share() const {
  if (judged() == 0) return std::nullopt;
  return (static_cast<double>(conforms) + static_cast<double>(partial) / 2) / static_cast<double>(judged());
}

}  // namespace provost::workflows::gap_analysis
