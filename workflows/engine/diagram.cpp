#include "workflows/engine/diagram.hpp"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "workflows/engine/export.hpp"

namespace provost::workflows::engine {

namespace {

constexpr std::size_t most_states = 150;

constexpr std::size_t most_kept = 400;

/// Graphviz keeps its settings in variables of the library: only one drawing at a time, whoever draws.
std::mutex& drawing() {
  static std::mutex mutex;
  return mutex;
}

struct FreeContext {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
struct CloseGraph {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};

/// The <svg> element alone, without declaration, document type, comments and size.
std::string svg_element(std::string_view drawn, const std::string& label) {
  const auto begin = drawn.find("<svg");
  const auto view = drawn.find("viewBox=", begin);
  const auto end_of_view = view == std::string_view::npos ? view : drawn.find('"', view + 9);
  const auto end_of_tag = drawn.find('>', begin);
  if (end_of_view == std::string_view::npos || end_of_tag == std::string_view::npos) {
    throw std::runtime_error("Graphviz gave no drawing.");
  }
  std::string element = "<svg class=\"workflow-diagram\" role=\"img\" aria-label=\"" + label + "\" ";
  element += drawn.substr(view, end_of_view + 1 - view);
  element += ">";
  auto rest = drawn.substr(end_of_tag + 1);
  for (auto comment = rest.find("<!--"); comment != std::string_view::npos; comment = rest.find("<!--")) {
    element += rest.substr(0, comment);
    rest = rest.substr(std::min(rest.size(), rest.find("-->", comment) + 3));
  }
  element += rest;
  return element;
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

}  // namespace

/// One context for all drawings: each one that is set up leaves some kilobytes behind when it goes (Graphviz 2.42).
struct DiagramDrawer::Graphviz {
  std::unique_ptr<GVC_t, FreeContext> context;
};

DiagramDrawer::DiagramDrawer() : graphviz_(std::make_unique<Graphviz>()) {}

DiagramDrawer::~DiagramDrawer() {
  const std::lock_guard lock(drawing());
  graphviz_.reset();
}

std::string DiagramDrawer::drawn(const std::string& dot) const {
  const std::lock_guard lock(drawing());
  auto& context = graphviz_->context;
  if (!context) context.reset(gvContext());
  const std::unique_ptr<Agraph_t, CloseGraph> graph(agmemread(dot.c_str()));
  if (!context || !graph) throw std::runtime_error("Graphviz does not take the drawing.");
  if (gvLayout(context.get(), graph.get(), "dot") != 0) throw std::runtime_error("Graphviz finds no layout.");
  char* data = nullptr;
  unsigned int length = 0;
  std::string text;
  const int result = gvRenderData(context.get(), graph.get(), "svg", &data, &length);
  if (result == 0 && data != nullptr) text.assign(data, length);
  if (data != nullptr) gvFreeRenderData(data);
  gvFreeLayout(context.get(), graph.get());
  return text;
}

std::string DiagramDrawer::svg(const Definition& definition, std::string_view current) const {
  if (definition.states.size() > most_states) return "";
  const auto dot = as_dot(definition, current);
  const auto* state = definition.find_state(current);
  auto label = "Diagram of the workflow " + definition.title;
  if (state != nullptr) label += "; the case is in the state " + state->title;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kept_.find(dot); found != kept_.end()) return svg_element(found->second, escaped(label));
  }
  auto picture = drawn(dot);
  auto element = svg_element(picture, escaped(label));
  const std::lock_guard lock(mutex_);
  if (kept_.emplace(dot, std::move(picture)).second) order_.push_back(dot);
  if (order_.size() > most_kept) {
    kept_.erase(order_.front());
    order_.pop_front();
  }
  return element;
}

}  // namespace provost::workflows::engine
