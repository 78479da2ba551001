#include <algorithm>
#include <boost/json.hpp>

#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/placing.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence_sources {

namespace {

/// The key of the training course that a sender names by its key or its title; empty when it is not exactly one.
std::string course_named(store::Session& session, const std::string& name) {
  const auto found = session.select(
      "SELECT case_key FROM cases WHERE workflow = 'training_course' AND (case_key = :key OR title = :title) ORDER BY"
      " final, id LIMIT 2",
      {name, name});
  return found.size() == 1 ? found.front().text("case_key") : "";
}

void add_note(evidence::NewEvidence& evidence, const std::string& note) {
  evidence.note += (evidence.note.empty() ? "" : "\n") + note;
}

void look_up_person(store::Session& session, const Mapping& mapping, const std::string& email, Day today,
                    Proposal& proposal) {
  if (email.empty()) return;
  const auto person = people::find_person(session, email);
  if (person && person->has_access(today)) {
    proposal.evidence.provider = person->email;
    return;
  }
  const auto unknown = "Nobody here has the e-mail address “" + shortened(email, 80) + "”";
  if (mapping.unknown_person == UnknownPerson::wait) {
    proposal.problems.push_back(unknown + ".");
    return;
  }
  // Without a provider it is from whoever hands it in, who is the owner of the source.
  proposal.remarks.push_back(unknown + ", so it comes from whoever answers for the source; the address is " +
                             (mapping.notes_unknown_person ? "kept in the note." : "not kept with the piece."));
  if (mapping.notes_unknown_person) add_note(proposal.evidence, "From: " + shortened(email, 300));
}

void add_files(const DeliveryContent& content, Proposal& proposal) {
  for (const auto& file : content.files) {
    if (!proposal.evidence.file) {
      proposal.evidence.file = file.path;
      proposal.evidence.file_name = file.name;
    } else {
      proposal.evidence.further_files.push_back({file.path, file.name});
    }
  }
  if (content.files.empty() && proposal.evidence.address.empty())
    proposal.problems.emplace_back("It has neither a file nor a web address where something could be seen.");
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) {
    if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
  }
  return text;
}

std::string described(const evidence::NewEvidence& wanted) {
  std::string text = "It would become the evidence “" + wanted.title + "”";
  if (!wanted.provider.empty()) text += " from " + wanted.provider;
  if (!wanted.effective_on.empty()) text += ", valid from " + wanted.effective_on;
  if (!wanted.clauses.empty()) text += ", for " + listed(wanted.clauses, 5);
  if (!wanted.documents.empty()) text += ", beside " + listed(wanted.documents, 5);
  const auto files = wanted.further_files.size() + (wanted.file ? 1 : 0);
  text += files == 0   ? ", with a web address."
          : files == 1 ? ", with a file."
                       : ", with " + std::to_string(files) + " files.";
  return text;
}

/// Whoever answers for the source, acting by way of it.
people::Actor owner_of(store::Session& session, const Source& source, Day today) {
  const auto owner = people::find_person(session, source.owner_id);
  if (!owner || !owner->has_access(today)) {
    throw Conflict("Whoever answers for this source, " + source.owner +
                   ", has no access any more. Choose somebody else on the page of the source.");
  }
  return people::as_actor(*owner, "source " + source.name);
}

}  // namespace

Proposal DeliveryPlacing::propose(store::Session& session, const Mapping& mapping,
                                  const DeliveryContent& content) const {
  const auto zone = organisation::present_organisation(session).time_zone;
  auto mapped = apply(mapping, content.document, zone);
  Proposal proposal;
  proposal.passed_over = std::move(mapped.passed_over);
  proposal.problems = std::move(mapped.problems);
  auto& wanted = proposal.evidence;
  wanted.title = std::move(mapped.title);
  wanted.what = std::move(mapped.what);
  wanted.effective_on = std::move(mapped.effective_on);
  wanted.valid_until = std::move(mapped.valid_until);
  wanted.address = std::move(mapped.address);
  wanted.clauses = std::move(mapped.clauses);
  wanted.documents = std::move(mapped.documents);
  wanted.cases = std::move(mapped.cases);
  look_up_person(session, mapping, mapped.person, day_in_zone(clock_.now(), zone), proposal);
  if (!mapped.course.empty()) {
    if (const auto course = course_named(session, mapped.course); !course.empty()) {
      wanted.cases.push_back(course);
    } else {
      // The course is known to the sender only, so people read its name.
      add_note(wanted, "Course: " + shortened(mapped.course, 300));
    }
  }
  for (const auto& clause : wanted.clauses) {
    try {
      evidence_.require_clause(session, clause);
    } catch (const Invalid& problem) {
      proposal.problems.emplace_back(problem.what());
    }
  }
  for (const auto& number : wanted.documents) {
    if (!documents::find_document(session, number))
      proposal.problems.push_back("There is no document " + shortened(number, 60) + ".");
  }
  add_files(content, proposal);
  return proposal;
}

Proposal DeliveryPlacing::try_out(store::Session& session, const Source& source, const Mapping& mapping,
                                  const DeliveryContent& content) const {
  try {
    check_mapping(mapping);
    auto proposal = propose(session, mapping, content);
    if (!proposal.passed_over.empty()) return proposal;
    if (auto why = lacks_checker(session, source, proposal.evidence.provider); !why.empty()) {
      proposal.problems.push_back(std::move(why));
    }
    return proposal;
  } catch (const Invalid& invalid) {
    Proposal none;
    for (const auto& field : invalid.fields()) none.problems.push_back(field.message);
    return none;
  }
}

std::string DeliveryPlacing::lacks_checker(store::Session& session, const Source& source,
                                           const std::string& provider) const {
  if (evidence_.has_checker(session, source.owner_id, provider)) return "";
  return evidence_.has_checker(session, source.owner_id, "")
             ? "Nobody could check it: the only quality manager beside whoever answers for the source is the person it "
               "is from."
             : "Nobody could check it: there is no quality manager beside whoever answers for the source. Let somebody "
               "else answer for it.";
}

Placed DeliveryPlacing::place_by_mapping(const Delivery& delivery, const DeliveryContent& content,
                                         const std::vector<std::string>& problems) {
  const auto end = [&](DeliveryState state, const std::string& reason) {
    deliveries_.settle(delivery.id, state, reason);
    return Placed{state, "", reason};
  };
  Proposal proposal;
  people::Actor owner;
  try {
    {
      const store::ReadSnapshot snapshot(database_);
      auto& session = snapshot.session();
      const auto source = find_source(session, delivery.source_id);
      if (!source) throw Conflict("Its source was removed, so nothing says what to make of it.");
      proposal = propose(session, source->mapping, content);
      proposal.problems.insert(proposal.problems.begin(), problems.begin(), problems.end());
      const auto zone = organisation::present_organisation(session).time_zone;
      owner = owner_of(session, *source, day_in_zone(clock_.now(), zone));
      if (const auto why = lacks_checker(session, *source, proposal.evidence.provider); !why.empty())
        proposal.problems.push_back(why);
    }
    if (!proposal.passed_over.empty()) {
      return end(delivery.sample ? DeliveryState::sample : DeliveryState::passed_over, proposal.passed_over);
    }
    if (delivery.sample) {
      return end(DeliveryState::sample, proposal.problems.empty()
                                            ? joined({described(proposal.evidence), joined(proposal.remarks)})
                                            : std::string(would_wait) + joined(proposal.problems));
    }
    if (!proposal.problems.empty()) return end(DeliveryState::waiting, joined(proposal.problems));
    const auto key =
        evidence_.add(owner, proposal.evidence, [&](store::WriteTransaction& transaction, const std::string& made) {
          mark_placed(transaction, delivery.id, {DeliveryState::accepted}, made, owner.channel);
        });
    return {DeliveryState::placed, key, ""};
  } catch (const TooBusy&) {
    throw;
  } catch (const StorageFull&) {
    throw;
  } catch (const Unusable&) {
    throw;
  } catch (const DomainError& problem) {
    return end(delivery.sample ? DeliveryState::sample : DeliveryState::waiting, problem.what());
  }
}

std::string DeliveryPlacing::place(const people::Actor& actor, std::int64_t delivery_id,
                                   const evidence::NewEvidence& wanted) {
  require_keeper(people::Authority::of(actor));
  return evidence_.add(actor, wanted, [&](store::WriteTransaction& transaction, const std::string& made) {
    mark_placed(transaction, delivery_id, {DeliveryState::waiting, DeliveryState::passed_over}, made, actor.name);
    transaction.record(actor.audit(), {"delivery.placed", made, {{"delivery", delivery_id}}});
  });
}

}  // namespace provost::workflows::evidence_sources
