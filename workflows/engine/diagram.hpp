#pragma once

#include <string>
#include <string_view>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::engine {

/// A workflow as a picture to put into a page: one <svg> element without scripts, styles or fixed size, drawn by
/// Graphviz. `current` is marked as the place where the case is. Empty when the workflow has too many states to draw
/// (more than 150). Safe to call from several threads; Graphviz itself is not, so calls wait for one another.
std::string diagram_svg(const Definition& definition, std::string_view current);

}  // namespace provost::workflows::engine
