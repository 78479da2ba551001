#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::engine {

/// Draws workflows by Graphviz. Thread-safe; Graphviz itself is not, so drawings wait for one another. Owns what
/// Graphviz sets up once and never gives back whole, and keeps the latest drawings, as pages ask for the same ones.
class DiagramDrawer {
 public:
  DiagramDrawer();
  ~DiagramDrawer();
  DiagramDrawer(const DiagramDrawer&) = delete;
  DiagramDrawer& operator=(const DiagramDrawer&) = delete;

  /// A workflow as a picture to put into a page: one <svg> element without scripts, styles or fixed size. `current` is
  /// marked as the place where the case is. Empty when the workflow has too many states to draw (more than 150).
  std::string svg(const Definition& definition, std::string_view current) const;

 private:
  struct Graphviz;

  std::string drawn(const std::string& dot) const;

  std::unique_ptr<Graphviz> graphviz_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string, std::less<>> kept_;  ///< by what was drawn
  mutable std::deque<std::string> order_;                         ///< of `kept_`, the oldest first
};

}  // namespace provost::workflows::engine
