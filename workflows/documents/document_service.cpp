#include "workflows/documents/document_service.hpp"

#include <algorithm>

#include "docs_repo/text/front_matter.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_details.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/document_transitions.hpp"
#include "workflows/documents/release.hpp"
#include "workflows/errors.hpp"
#include "workflows/notices/notices.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/people_store.hpp"
#include "workflows/people/shown_clauses.hpp"
#include "workflows/people/signing_keys.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

constexpr std::size_t longest_title = 300;
constexpr std::size_t longest_comment = 5000;

std::string base_name(const std::string& file_name) {
  const auto dot = file_name.rfind('.');
  return dot == std::string::npos || dot == 0 ? file_name : file_name.substr(0, dot);
}

std::string chosen_title(const std::string& given, const StoredContent& content, const std::string& otherwise) {
  auto title = !given.empty() ? given : !content.own_title.empty() ? content.own_title : otherwise;
  check_line(title, "title", longest_title);
  return title;
}

Document require_visible(store::Session& session, const people::Actor& actor, std::string_view number) {
  auto document = find_document(session, number);
  if (!document || !is_visible(lifecycle_facts(session, *document), actor)) {
    throw NotFound("There is no document " + shortened(number, 40) + ".");
  }
  return *document;
}

void require_row_version(const Document& document, const std::optional<std::int64_t>& expected) {
  if (expected && *expected != document.row_version) {
    throw Stale("Somebody changed " + document.number +
                " since you opened it, so nothing was saved. Please look at the present state, then try again.");
  }
}

void add_author(Version& version, const people::Actor& actor) {
  if (std::find(version.authors.begin(), version.authors.end(), actor.person_id) != version.authors.end()) return;
  version.authors.push_back(actor.person_id);
  version.author_names += (version.author_names.empty() ? "" : ", ") + actor.name;
}

}  // namespace

bool is_visible(const LifecycleFacts& facts, const people::Actor& actor) {
  if (actor.is_limited() && !people::is_any_shown(actor.shown_clauses, facts.document.clauses)) return false;
  if (facts.effective) {
    return facts.document.classification != "confidential" || may_see_working(facts, actor) ||
           actor.may(people::Permission::read_obsolete) || actor.roles.contains(people::Role::leadership);
  }
  if (facts.working && may_see_working(facts, actor)) return true;
  return facts.has_obsolete && !facts.working && may_see_obsolete(facts.document, actor);
}

DocumentService::DocumentService(store::Database& database, const Clock& clock,
                                 docs_repo::DocumentRepository& repository, ReferenceKeeper& references,
                                 people::SignInService& sign_in, std::vector<const DocumentConsumer*> consumers)
    : database_(database),
      clock_(clock),
      repository_(repository),
      references_(references),
      sign_in_(sign_in),
      consumers_(std::move(consumers)) {}

const DocumentConsumer* DocumentService::consumer_of(std::string_view type) const {
  const auto found = std::find_if(consumers_.begin(), consumers_.end(),
                                  [type](const DocumentConsumer* one) { return one->document_type() == type; });
  return found == consumers_.end() ? nullptr : *found;
}

std::string DocumentService::create(const people::Actor& actor, const NewDocument& wanted) {
  if (!actor.may(people::Permission::create_documents)) {
    throw Forbidden("Only authors and quality managers may start documents.");
  }
  const auto* type = find_document_type(wanted.type);
  if (type == nullptr) throw Invalid("type", "There is no document type \"" + shortened(wanted.type, 40) + "\".");
  if (!wanted.title.empty()) check_line(wanted.title, "title", longest_title);
  check_paragraphs(wanted.change_description, "change_description", longest_comment, false);
  auto details = wanted.details;
  if (details.owner.empty()) details.owner = actor.email;
  Document document;
  const auto* consumer = consumer_of(type->name);
  const auto source = consumer != nullptr ? source_text(wanted.content) : "";
  std::string own_title;
  {
    const store::ReadSnapshot snapshot(database_);
    apply_details(snapshot.session(), document, details, *type, people::today_at(snapshot.session(), clock_.now()));
    if (consumer != nullptr) own_title = consumer->check(snapshot.session(), nullptr, source);
  }
  auto content =
      consumer != nullptr ? take_in_source(repository_, source, *type) : take_in(repository_, wanted.content);
  if (consumer != nullptr) content.own_title = own_title;

  store::WriteTransaction transaction(database_, clock_);
  apply_details(transaction.session(), document, details, *type,
                people::today_at(transaction.session(), transaction.now()));
  Version version;
  version.title = chosen_title(wanted.title, content, base_name(content.file_name));
  version.change_description = wanted.change_description.empty() ? "First issue" : wanted.change_description;
  add_author(version, actor);
  assign_content(version, content);
  version.created_at = version.saved_at = document.created_at = transaction.now();

  document.type = wanted.type;
  document.title = version.title;
  document.number = take_number(transaction, *type);
  document.id = insert_document(transaction, document, VersionState::draft);
  document.row_version = 1;
  if (consumer != nullptr) consumer->created(transaction, document, source);
  version.document_id = document.id;
  DocumentCommits(repository_, references_)
      .commit_draft(transaction, document, version, identity_of(actor, transaction.now()), "first draft");
  version.id = insert_version(transaction, version);
  document.working_version_id = version.id;
  update_document(transaction, document);
  if (content.readable_text) keep_readable_text(transaction, content.blob_id, *content.readable_text);
  transaction.record(
      actor.audit(),
      {"document.created",
       document.number,
       {{"title", version.title}, {"version", to_text(version.label)}, {"content_sha256", version.content_sha256}}});
  transaction.commit();
  return document.number;
}

void DocumentService::save_draft(const people::Actor& actor, std::string_view number, const DraftChange& change) {
  check_paragraphs(change.change_description, "change_description", longest_comment, true);
  StoredContent content;
  {
    // Looked at before the content is stored, so that a refused change leaves not even an unused object.
    const store::ReadSnapshot snapshot(database_);
    const auto document = require_visible(snapshot.session(), actor, number);
    refuse_if_blocked(edit_blockers(lifecycle_facts(snapshot.session(), document), actor));
    require_row_version(document, change.expected_row_version);
    if (const auto* consumer = consumer_of(document.type)) {
      const auto source = source_text(change.content);
      auto own_title = consumer->check(snapshot.session(), &document, source);
      content = take_in_source(repository_, source, *find_document_type(document.type));
      content.own_title = std::move(own_title);
    }
  }
  if (content.blob_id.empty()) content = take_in(repository_, change.content);

  store::WriteTransaction transaction(database_, clock_);
  auto document = require_visible(transaction.session(), actor, number);
  auto facts = lifecycle_facts(transaction.session(), document);
  refuse_if_blocked(edit_blockers(facts, actor));
  require_row_version(document, change.expected_row_version);
  auto version = *facts.working;

  const bool content_changed = content.sha256 != version.content_sha256;
  const bool was_submitted = version.submitted_at.has_value();
  if (content_changed && was_submitted) {
    // Sent back or still under review: answers were given to another text, so the new text starts a new round.
    void_answers(transaction, facts,
                 "The content was changed by " + actor.name + " on " + to_text(transaction.now()) + ".");
    keep_replaced_draft(transaction, version);
    version.submitted_at.reset();
    version.state = state_after(facts, actor, &version, version.state, "change_content", change.change_description,
                                std::nullopt, present_moment(transaction));
    ++version.round;
  }
  const bool follows_own_title = !content.own_title.empty() && document.title == version.title;
  version.title = chosen_title(change.title.value_or(follows_own_title ? content.own_title : version.title), content,
                               version.title);
  version.change_description = change.change_description;
  if (content_changed && !change.expected_row_version) {
    // Programs may save without saying which state they have seen; whoever wrote before is told, so that no text is
    // replaced in silence.
    for (const auto author : version.authors) {
      if (author == actor.person_id) continue;
      notices::tell(transaction, author, std::nullopt, "overwritten",
                    actor.name + " saved another text of " + document.number + " " + to_text(version.label) +
                        " without saying which text it replaces. The one before is kept in the document's repository.");
    }
  }
  if (content_changed) add_author(version, actor);
  assign_content(version, content);
  version.saved_at = transaction.now();
  DocumentCommits(repository_, references_)
      .commit_draft(transaction, document, version, identity_of(actor, transaction.now()), change.change_description);
  update_version(transaction, version);
  if (!document.effective_version_id) document.title = version.title;
  update_document(transaction, document);
  if (content.readable_text) keep_readable_text(transaction, content.blob_id, *content.readable_text);
  transaction.record(actor.audit(), {"document.draft_saved",
                                     document.number,
                                     {{"version", to_text(version.label)},
                                      {"change_description", change.change_description},
                                      {"content_sha256", version.content_sha256}}});
  transaction.commit();
}

void DocumentService::transition(const people::Actor& actor, std::string_view number,
                                 const TransitionRequest& request) {
  std::optional<people::OpenSigningKey> key;
  bool is_signed = false;
  {
    const store::ReadSnapshot snapshot(database_);
    const auto document = require_visible(snapshot.session(), actor, number);
    const auto facts = lifecycle_facts(snapshot.session(), document);
    const auto allowed = availability(facts, actor, request.event);
    refuse_if_blocked(allowed.blockers);
    is_signed = !allowed.signature.empty();
    require_row_version(document, request.expected_row_version);
    check_paragraphs(request.comment, "comment", longest_comment, allowed.needs_comment);
    check_effective_date(snapshot.session(), request, clock_.now());
  }
  if (is_signed) {
    if (request.secret.empty()) throw Invalid("secret", "Please type your password: it is your signature.");
    sign_in_.check_secret(actor, request.secret);
    const store::ReadSnapshot snapshot(database_);
    key = people::open_signing_key(snapshot.session(), actor.person_id, request.secret);
  }

  store::WriteTransaction transaction(database_, clock_);
  const auto document = require_visible(transaction.session(), actor, number);
  auto facts = lifecycle_facts(transaction.session(), document);
  refuse_if_blocked(availability(facts, actor, request.event).blockers);
  require_row_version(document, request.expected_row_version);
  DocumentCommits commits(repository_, references_);
  execute_transition(
      {transaction, commits, repository_, actor, key ? &*key : nullptr, consumer_of(facts.document.type)}, facts,
      request);
  transaction.commit();
}

void DocumentService::change_details(const people::Actor& actor, std::string_view number,
                                     const DocumentDetails& details, std::optional<std::int64_t> expected_row_version) {
  store::WriteTransaction transaction(database_, clock_);
  auto document = require_visible(transaction.session(), actor, number);
  refuse_if_blocked(details_blockers(lifecycle_facts(transaction.session(), document), actor));
  require_row_version(document, expected_row_version);
  apply_details(transaction.session(), document, details, *find_document_type(document.type),
                people::today_at(transaction.session(), transaction.now()));
  update_document(transaction, document);
  transaction.record(actor.audit(), {"document.details_changed", document.number, {}});
  transaction.commit();
}

void DocumentService::reassign(const people::Actor& actor, std::string_view number, const std::string& from,
                               const std::string& to, const std::string& reason) {
  check_paragraphs(reason, "comment", longest_comment, true);
  store::WriteTransaction transaction(database_, clock_);
  auto document = require_visible(transaction.session(), actor, number);
  auto facts = lifecycle_facts(transaction.session(), document);
  if (!manages(document, actor)) {
    throw Forbidden("Only the document's owner or a quality manager may hand over a review or an approval.");
  }
  hand_over_answer(transaction, facts, actor, from, to, reason);
  transaction.commit();
}

void DocumentService::tell_unfit(const WaitingVersion& waiting, const std::string& problem) {
  store::WriteTransaction transaction(database_, clock_);
  const auto document = find_document(transaction.session(), waiting.document_id);
  const auto text = document->number + " could not come into force: " + problem + " Withdraw it and mend it.";
  if (notices::was_told(transaction.session(), document->owner_id, text)) return;
  notices::tell(transaction, document->owner_id, std::nullopt, "not_in_force", text);
  transaction.record(people::system_actor(), {"document.not_put_into_force", document->number, {{"reason", problem}}});
  transaction.commit();
}

std::size_t DocumentService::make_due_versions_effective() {
  std::vector<WaitingVersion> waiting;
  std::string time_zone;
  {
    const store::ReadSnapshot snapshot(database_);
    waiting = waiting_versions(snapshot.session());
    if (waiting.empty()) return 0;
    time_zone = organisation::present_organisation(snapshot.session()).time_zone;
  }
  std::size_t count = 0;
  std::vector<std::pair<WaitingVersion, std::string>> unfit;
  for (const auto& candidate : waiting) {
    if (candidate.day > day_in_zone(clock_.now(), time_zone)) continue;
    store::WriteTransaction transaction(database_, clock_);
    auto document = find_document(transaction.session(), candidate.document_id);
    auto version = find_version(transaction.session(), candidate.version_id);
    if (!document || !version || version->state != VersionState::approved) continue;
    if (state_after_by_program(*version, "take_effect", present_moment(transaction)) != VersionState::effective)
      continue;
    DocumentCommits commits(repository_, references_);
    try {
      make_effective(transaction, commits, repository_, *document, *version, consumer_of(document->type));
      transaction.record(people::system_actor(),
                         {"document.became_effective", document->number, {{"version", to_text(version->label)}}});
      transaction.commit();
    } catch (const Invalid& problem) {
      // What it says fitted when it was approved and does not any more. It waits; the others must not wait for it.
      unfit.emplace_back(candidate, problem.what());
      continue;
    }
    ++count;
  }
  for (const auto& [candidate, problem] : unfit) tell_unfit(candidate, problem);
  return count;
}

}  // namespace provost::workflows::documents
