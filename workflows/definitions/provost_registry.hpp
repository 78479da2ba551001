#pragma once

#include "workflows/engine/registry.hpp"

namespace provost::workflows::definitions {

/// What definitions may name in this product: the general guards and effects, its roles, and the facts it knows.
engine::Registry provost_registry();

}  // namespace provost::workflows::definitions
