#pragma once

#include <string>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/engine/registry.hpp"
#include "workflows/engine/situation.hpp"

namespace provost::workflows::engine {

/// The steps that an event can take from a state, in the order of the definition; never automatic ones.
std::vector<const Transition*> branches_of(const Definition& definition, std::string_view state,
                                           std::string_view event);

/// "the owner, the quality manager or those named under “Approvers”".
std::string who_text(const std::vector<Who>& by, const Definition& definition);

/// Whether the person may fire this event at all.
Verdict may_act(const Transition& transition, const Definition& definition, const Situation& situation);

/// What chose a branch: the branch itself, or why none is possible.
struct BranchChoice {
  const Transition* branch = nullptr;
  Verdict verdict;  ///< open: a field of the form decides
};
BranchChoice choose_branch(const std::vector<const Transition*>& branches, const Definition& definition,
                           const Registry& registry, const Situation& situation);

/// The person in whose place somebody answers: themselves when they are named, else the one they stand for.
std::string answering_person(const Who& of, const Situation& situation);
/// How many answers count: of a field that names people, only those of people whom it still names.
std::size_t answers_given(const Transition& transition, const Instance& instance);
/// How many answers a quorum needs in this case.
std::size_t answers_needed(const Quorum& quorum, const Situation& situation);

}  // namespace provost::workflows::engine
