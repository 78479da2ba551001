#pragma once

#include <string>

#include "workflows/documents/lifecycle.hpp"
#include "workflows/engine/situation.hpp"

namespace provost::workflows::documents {

/// Answers the facts `document.…` of workflows/definitions/document.yaml for one person: who may do something with the
/// document, and what is missing for it. Pure. Throws std::logic_error for a fact it does not know.
engine::Verdict answer_fact(const LifecycleFacts& facts, const people::Actor& actor, const std::string& fact);

}  // namespace provost::workflows::documents
