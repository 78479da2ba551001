#include "workflows/documents/document_transitions.hpp"

#include <algorithm>

#include "docs_repo/signatures/ssh_signature.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_files.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/lifecycle_workflow.hpp"
#include "workflows/documents/search_index.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/people/people_service.hpp"

namespace provost::workflows::documents {

namespace {

using people::Role;

Day today(store::WriteTransaction& transaction) {
  return day_in_zone(transaction.now(), organisation::present_organisation(transaction.session()).time_zone);
}

/// The role in which a person answers, as printed with the answer.
std::string answering_role(const people::Person& person, const std::string& duty) {
  const std::vector<Role> order =
      duty == "approval"
          ? std::vector<Role>{Role::approver, Role::quality_manager, Role::leadership}
          : std::vector<Role>{Role::reviewer, Role::quality_manager, Role::approver, Role::leadership, Role::author};
  for (const auto role : order) {
    if (person.roles.contains(role)) return std::string(people::label(role));
  }
  return "";
}

void ask(const TransitionTools& tools, LifecycleFacts& facts, const std::vector<std::int64_t>& ids,
         const std::string& duty, std::int64_t& position) {
  for (const auto id : ids) {
    const auto& person = facts.people.at(id);
    SignOff sign_off;
    sign_off.version_id = facts.working->id;
    sign_off.round = facts.working->round;
    sign_off.position = ++position;
    sign_off.duty = duty;
    sign_off.person_id = id;
    sign_off.printed_name = person.name;
    sign_off.role = answering_role(person, duty);
    sign_off.decision = "pending";
    sign_off.content_sha256 = facts.working->content_sha256;
    sign_off.asked_at = tools.transaction.now();
    sign_off.id = insert_sign_off(tools.transaction, sign_off);
    messages::announce(tools.transaction,
                       {messages::answer_asked, id, std::nullopt, std::nullopt, facts.document.id,
                        facts.document.number + " " + facts.working->title + ": your " + duty + " is asked for.", ""});
    facts.sign_offs.push_back(std::move(sign_off));
  }
}

void finish(const TransitionTools& tools, LifecycleFacts& facts, const std::string& action,
            boost::json::object details) {
  update_document(tools.transaction, facts.document);
  tools.transaction.record(tools.actor.audit(), {action, facts.document.number, std::move(details)});
}

void submit(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request, VersionState next) {
  auto& version = *facts.working;
  if (!facts.sign_offs.empty()) ++version.round;
  facts.sign_offs.clear();
  version.submitted_at = tools.transaction.now();
  if (request.effective_date) version.planned_effective_date = request.effective_date;
  version.state = next;
  std::int64_t position = 0;
  ask(tools, facts, facts.document.reviewers, "review", position);
  ask(tools, facts, facts.document.approvers, "approval", position);
  update_version(tools.transaction, version);
  finish(
      tools, facts, "document.submitted",
      {{"version", to_text(version.label)}, {"comment", request.comment}, {"content_sha256", version.content_sha256}});
}

/// Writes a person's answer into the sign-off and as a commit on the draft's branch.
void answer(const TransitionTools& tools, LifecycleFacts& facts, SignOff& sign_off, const TransitionRequest& request,
            const std::string& decision) {
  auto& transaction = tools.transaction;
  const auto& version = *facts.working;
  const auto& person = facts.people.at(sign_off.person_id);
  sign_off.decision = decision;
  sign_off.comment = request.comment;
  sign_off.meaning = std::string(meaning_of(request.event));
  sign_off.printed_name = person.name;
  sign_off.role = answering_role(person, sign_off.duty);
  sign_off.content_sha256 = version.content_sha256;
  sign_off.decided_at = transaction.now();
  sign_off.statement = signature_statement(facts.document, version, released_label(version), sign_off, person.email,
                                           organisation::present_organisation(transaction.session()).name);
  const auto audit_sequence = transaction.audit_sequence();
  const auto message = commit_message(
      std::string(label(request.event)) + ": " + facts.document.number + " " + to_text(released_label(version)),
      sign_off.statement + (request.comment.empty() ? "" : "\nComment:\n" + request.comment + "\n"),
      {{"Document", facts.document.number},
       {"Version", to_text(released_label(version))},
       {"Content-SHA256", version.content_sha256},
       {"Meaning", sign_off.meaning},
       {"Signed-Name", sign_off.printed_name},
       {"Signed-Role", sign_off.role},
       {"Signed-Time", to_text(*sign_off.decided_at)},
       {"Statement-SHA256", sha256_hex(sign_off.statement)},
       {"Audit-Trail", std::to_string(audit_sequence) + " " + transaction.audit_hash()}});
  const auto identity = identity_of(tools.actor, transaction.now());
  if (tools.key != nullptr) {
    const docs_repo::SshCommitSigner signer(tools.key->pair);
    sign_off.signing_key_id = tools.key->id;
    sign_off.commit_id = tools.commits.commit_answer(transaction, facts.document, identity, message, &signer).hex;
  } else {
    sign_off.commit_id = tools.commits.commit_answer(transaction, facts.document, identity, message, nullptr).hex;
  }
  update_sign_off(transaction, sign_off);
}

SignOff& pending_of(LifecycleFacts& facts, std::int64_t person_id) {
  const auto* pending = pending_sign_off(facts, person_id);
  return *std::find_if(facts.sign_offs.begin(), facts.sign_offs.end(),
                       [pending](const SignOff& sign_off) { return &sign_off == pending; });
}

void review(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request, VersionState next) {
  answer(tools, facts, pending_of(facts, tools.actor.person_id), request, "accepted");
  auto& version = *facts.working;
  version.state = next;
  update_version(tools.transaction, version);
  finish(tools, facts, "document.review_accepted", {{"version", to_text(version.label)}, {"comment", request.comment}});
}

void send_back(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request,
               const std::string& decision, const std::string& action, VersionState next) {
  auto& version = *facts.working;
  answer(tools, facts, pending_of(facts, tools.actor.person_id), request, decision);
  for (auto& sign_off : facts.sign_offs) {
    if (sign_off.voided_at || sign_off.decision == decision) continue;
    sign_off.voided_at = tools.transaction.now();
    sign_off.void_reason =
        tools.actor.name + (decision == "rejected" ? " rejected this version." : " asked for changes.");
    update_sign_off(tools.transaction, sign_off);
  }
  version.state = next;
  update_version(tools.transaction, version);
  finish(tools, facts, action, {{"version", to_text(version.label)}, {"comment", request.comment}});
}

void approve(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request, VersionState next) {
  auto& transaction = tools.transaction;
  auto& version = *facts.working;
  if (request.effective_date) version.planned_effective_date = request.effective_date;
  answer(tools, facts, pending_of(facts, tools.actor.person_id), request, "approved");
  boost::json::object details{{"content_sha256", version.content_sha256}, {"comment", request.comment}};
  if (next != VersionState::in_approval) {
    version.state = VersionState::approved;
    version.approved_at = transaction.now();
    const auto released = released_label(version);
    if (released != version.label) {
      // The drafts before stay listed under the label people knew them by; what was approved is the release.
      Version former = version;
      former.state = VersionState::obsolete;
      former.obsolete_at = transaction.now();
      former.obsolete_reason = "Released as version " + to_text(released) + ".";
      version.label = released;
      update_version(transaction, version);
      former.approved_at.reset();
      insert_version(transaction, former);
    } else {
      update_version(transaction, version);
    }
    if (next == VersionState::effective) {
      make_effective(transaction, tools.commits, tools.repository, facts.document, version, tools.consumer);
      details["effective"] = true;
    }
  } else {
    update_version(transaction, version);
  }
  details["version"] = to_text(version.label);
  if (version.planned_effective_date) details["effective_date"] = to_text(*version.planned_effective_date);
  finish(tools, facts, "document.approved", std::move(details));
}

void withdraw(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request,
              VersionState next) {
  auto& transaction = tools.transaction;
  if (next == VersionState::draft) {
    auto& version = *facts.working;
    void_answers(transaction, facts, tools.actor.name + " withdrew this version: " + request.comment);
    if (version.state == VersionState::approved) {
      version.approved_at.reset();
      version.planned_effective_date.reset();
    }
    version.state = next;
    update_version(transaction, version);
    finish(tools, facts, "document.withdrawn_to_draft",
           {{"version", to_text(version.label)}, {"comment", request.comment}});
    return;
  }
  auto version = facts.working ? *facts.working : *facts.effective;
  version.state = next;
  version.obsolete_at = transaction.now();
  version.obsolete_reason = request.comment;
  update_version(transaction, version);
  if (facts.working) {
    facts.document.working_version_id.reset();
    finish(tools, facts, "document.draft_abandoned",
           {{"version", to_text(version.label)}, {"comment", request.comment}});
    return;
  }
  if (tools.consumer != nullptr) {
    tools.consumer->went_out_of_force(transaction, facts.document,
                                      tools.repository.read_blob(docs_repo::ObjectId{version.blob_id}));
  }
  facts.document.effective_version_id.reset();
  facts.document.next_review.reset();
  tools.commits.unpublish(transaction, facts.document, request.comment, identity_of(tools.actor, transaction.now()));
  remove_search_entry(transaction.session(), facts.document.id);
  finish(tools, facts, "document.withdrawn_from_use",
         {{"version", to_text(version.label)}, {"comment", request.comment}});
}

void confirm_still_valid(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request) {
  auto& transaction = tools.transaction;
  facts.document.next_review = add_months(today(transaction), static_cast<int>(facts.document.review_interval_months));
  transaction.insert("periodic_reviews", {{"document_id", facts.document.id},
                                          {"version_id", facts.effective->id},
                                          {"person_id", tools.actor.person_id},
                                          {"printed_name", tools.actor.name},
                                          {"reason", request.comment},
                                          {"reviewed_at", to_text(transaction.now())},
                                          {"next_review", to_text(*facts.document.next_review)}});
  finish(tools, facts, "document.confirmed_still_valid",
         {{"version", to_text(facts.effective->label)},
          {"comment", request.comment},
          {"next_review", to_text(*facts.document.next_review)}});
}

VersionLabel next_label(store::Session& session, const Document& document, Revision revision) {
  VersionLabel highest{0, 0};
  for (const auto& version : versions_of(session, document.id)) highest = std::max(highest, version.label);
  if (highest.major == 0) return {0, highest.minor + 1};
  return revision == Revision::major ? VersionLabel{highest.major + 1, 0}
                                     : VersionLabel{highest.major, highest.minor + 1};
}

void revise(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request) {
  auto& transaction = tools.transaction;
  auto& session = transaction.session();
  const auto base = facts.effective ? *facts.effective : versions_of(session, facts.document.id).front();
  Version version;
  version.document_id = facts.document.id;
  version.label = next_label(session, facts.document, request.revision);
  version.revision = version.label.major == 0 ? Revision::first : request.revision;
  version.title = base.title;
  version.change_description = request.comment;
  version.authors = {tools.actor.person_id};
  version.author_names = tools.actor.name;
  version.media_type = base.media_type;
  version.file_name = base.file_name;
  version.content_size = base.content_size;
  version.content_sha256 = base.content_sha256;
  version.blob_id = base.blob_id;
  version.commit_id = base.commit_id;
  version.created_at = version.saved_at = transaction.now();
  tools.commits.commit_draft(transaction, facts.document, version, identity_of(tools.actor, transaction.now()),
                             "begin a revision");
  version.id = insert_version(transaction, version);
  facts.document.working_version_id = version.id;
  finish(tools, facts, "document.revision_started",
         {{"version", to_text(version.label)}, {"from", to_text(base.label)}, {"comment", request.comment}});
}

}  // namespace

LifecycleMoment present_moment(store::WriteTransaction& transaction) {
  return {transaction.now(), organisation::present_calendar(transaction.session())};
}

void execute_transition(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request) {
  const auto event = to_text(request.event);
  const auto subject = subject_of(facts, event);
  const auto next = state_after(facts, tools.actor, subject->version, subject->state, event, request.comment,
                                request.effective_date, present_moment(tools.transaction));
  switch (request.event) {
    case Event::submit:
      return submit(tools, facts, request, next);
    case Event::review:
      return review(tools, facts, request, next);
    case Event::request_changes:
      return send_back(tools, facts, request, "changes_requested", "document.changes_requested", next);
    case Event::approve:
      return approve(tools, facts, request, next);
    case Event::reject:
      return send_back(tools, facts, request, "rejected", "document.rejected", next);
    case Event::withdraw:
      return withdraw(tools, facts, request, next);
    case Event::still_valid:
      return confirm_still_valid(tools, facts, request);
    case Event::revise:
      return revise(tools, facts, request);
  }
}

void refuse_if_blocked(const std::vector<Blocker>& blockers) {
  if (blockers.empty()) return;
  std::vector<std::string> reasons;
  for (const auto& blocker : blockers) reasons.push_back(blocker.reason);
  const auto forbidden =
      std::find_if(blockers.begin(), blockers.end(), [](const Blocker& blocker) { return blocker.forbidden; });
  if (forbidden != blockers.end()) throw Forbidden(forbidden->reason);
  throw Conflict(reasons.front(), reasons);
}

void check_effective_date(store::Session& session, const TransitionRequest& request, Instant now) {
  if (!request.effective_date) return;
  if (request.event != Event::submit && request.event != Event::approve) {
    throw Invalid("effective_date", "An effective date can be given when submitting or approving.");
  }
  const auto present_day = day_in_zone(now, organisation::present_organisation(session).time_zone);
  if (*request.effective_date < present_day) {
    throw Invalid("effective_date", "The effective date lies in the past. Choose today or a later day.");
  }
  if (*request.effective_date > add_months(present_day, 120)) {
    throw Invalid("effective_date", "The effective date lies more than ten years ahead.");
  }
}

void void_answers(store::WriteTransaction& transaction, LifecycleFacts& facts, const std::string& reason) {
  for (auto& sign_off : facts.sign_offs) {
    if (sign_off.voided_at) continue;
    sign_off.voided_at = transaction.now();
    sign_off.void_reason = reason;
    update_sign_off(transaction, sign_off);
  }
}

void keep_replaced_draft(store::WriteTransaction& transaction, Version& version) {
  if (version.label.major != 0) return;
  Version former = version;
  former.state = VersionState::obsolete;
  former.obsolete_at = transaction.now();
  version.label.minor += 1;
  former.obsolete_reason = "Replaced by version " + to_text(version.label) + " before it was approved.";
  update_version(transaction, version);
  insert_version(transaction, former);
}

void make_effective(store::WriteTransaction& transaction, DocumentCommits& commits,
                    const docs_repo::DocumentRepository& repository, Document& document, Version& version,
                    const DocumentConsumer* consumer) {
  const auto now = transaction.now();
  version.state = VersionState::effective;
  version.effective_at = now;
  update_version(transaction, version);
  const auto day = today(transaction);
  document.next_review = add_months(day, static_cast<int>(document.review_interval_months));
  commits.publish(transaction, document, version, program_identity(now));
  if (document.effective_version_id) {
    if (auto former = find_version(transaction.session(), *document.effective_version_id)) {
      former->state = state_after_by_program(*former, "supersede", present_moment(transaction));
      former->obsolete_at = now;
      former->obsolete_reason = "Superseded by version " + to_text(version.label) + ".";
      update_version(transaction, *former);
    }
  }
  document.effective_version_id = version.id;
  document.working_version_id.reset();
  document.title = version.title;
  put_search_entry(transaction.session(), document.id, document.number, document.title,
                   text_for_reading(repository, transaction.session(), version));
  update_document(transaction, document);
  document.row_version += 1;
  messages::announce(transaction, {messages::document_in_force, std::nullopt, std::nullopt, std::nullopt, document.id,
                                   document.number + " " + document.title + " is in force.", ""});
  if (consumer != nullptr) {
    consumer->came_into_force(transaction, document, version,
                              repository.read_blob(docs_repo::ObjectId{version.blob_id}));
  }
}

void hand_over_answer(store::WriteTransaction& transaction, LifecycleFacts& facts, const people::Actor& actor,
                      const std::string& from, const std::string& to, const std::string& reason) {
  auto& session = transaction.session();
  const auto giver = people::find_person(session, people::normalised_email(from));
  const auto taker = people::find_person(session, people::normalised_email(to));
  if (!taker || !taker->has_access(today(transaction)))
    throw Invalid("to", "There is nobody active with the e-mail address " + to + ".");
  const auto found = std::find_if(facts.sign_offs.begin(), facts.sign_offs.end(), [&](const SignOff& sign_off) {
    return giver && sign_off.person_id == giver->id && sign_off.is_pending();
  });
  if (found == facts.sign_offs.end()) throw Conflict("No answer of " + from + " is open for this version.");
  const auto permission =
      found->duty == "review" ? people::Permission::review_documents : people::Permission::approve_documents;
  if (!people::allows(taker->roles, permission)) {
    throw Invalid("to", taker->name + " does not hold a role that allows this.");
  }
  const auto& authors = facts.working->authors;
  if (std::find(authors.begin(), authors.end(), taker->id) != authors.end()) {
    throw Invalid("to", taker->name + " wrote part of this version, so cannot answer for it.");
  }
  const bool asked_already = std::any_of(facts.sign_offs.begin(), facts.sign_offs.end(), [&](const SignOff& sign_off) {
    return sign_off.person_id == taker->id && sign_off.duty == found->duty && !sign_off.voided_at;
  });
  if (asked_already) throw Invalid("to", taker->name + " is already asked.");
  SignOff successor = *found;
  found->voided_at = transaction.now();
  found->void_reason = "Handed over to " + taker->name + ": " + reason;
  update_sign_off(transaction, *found);
  successor.person_id = taker->id;
  successor.printed_name = taker->name;
  successor.role = answering_role(*taker, successor.duty);
  successor.asked_at = transaction.now();
  insert_sign_off(transaction, successor);
  auto& named = successor.duty == "review" ? facts.document.reviewers : facts.document.approvers;
  std::replace(named.begin(), named.end(), giver->id, taker->id);
  update_document(transaction, facts.document);
  transaction.record(actor.audit(), {"document.answer_handed_over",
                                     facts.document.number,
                                     {{"from", giver->email}, {"to", taker->email}, {"reason", reason}}});
}

}  // namespace provost::workflows::documents
