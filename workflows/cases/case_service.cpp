#include "workflows/cases/case_service.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_links.hpp"
#include "workflows/cases/case_mentions.hpp"
#include "workflows/cases/case_steps.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/kept_files.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/notices/notices.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/signing_keys.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

constexpr std::size_t longest_title = 300;
constexpr std::size_t longest_comment = 10'000;
constexpr std::size_t most_attachments = 200;
constexpr std::size_t most_links = 500;
constexpr std::size_t most_told = 100;

/// A case with the version it runs on.
struct Loaded {
  Case one;
  WorkflowVersion version;
};

Loaded require_visible(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                       std::string_view key, Instant now) {
  auto one = find_case(session, key);
  if (one) {
    auto version = catalogue.version(session, one->workflow_version_id);
    if (is_visible(session, *one, *version.definition, actor, now)) return {std::move(*one), std::move(version)};
  }
  throw NotFound("There is no case " + shortened(key, 40) + ".");
}

void require_row_version(store::Session& session, const Loaded& loaded, const std::optional<std::int64_t>& expected) {
  const auto& one = loaded.one;
  if (!expected || *expected == one.row_version) return;
  std::string what = "Somebody changed " + one.key;
  const auto history = history_of(session, one.id);
  if (!history.empty() && !history.back().automatic && !history.back().actor_name.empty()) {
    what = history.back().actor_name + " was faster: “" + history.back().title + "” on " + one.key;
  }
  throw Stale(what + ", which is now “" + loaded.version.definition->state(one.state).title +
              "”. Nothing of yours was saved. Please look at the present state, then try again.");
}

Day today_in(store::Session& session, Instant now) {
  return day_in_zone(now, organisation::present_organisation(session).time_zone);
}

/// Guests ask for evidence and comment on what they asked for; they change nothing.
void require_no_guest(const people::Actor& actor) {
  if (people::is_guest(actor.roles)) throw Forbidden("Guests read and ask; they change nothing.");
}

void require_contributor(store::Session& session, const Loaded& loaded, const people::Actor& actor) {
  require_no_guest(actor);
  if (!may_contribute(session, loaded.one, actor)) {
    throw Forbidden("Only people who take part in " + loaded.one.key +
                    " may change it. You can write a comment and ask to be included.");
  }
}

void require_manager(const Loaded& loaded, const people::Actor& actor) {
  require_no_guest(actor);
  if (loaded.one.owner_id != actor.person_id && !actor.roles.contains(people::Role::quality_manager)) {
    throw Forbidden("Only the owner of " + loaded.one.key + " or a quality manager may do this.");
  }
}

/// Who owns what a guest asks for.
std::int64_t keeper_for_guest(store::Session& session, Day today) {
  const auto managers = people_with_role(session, "quality_manager", today);
  if (managers.empty()) throw Conflict("There is no quality manager who could look after what you ask for.");
  return *managers.begin();
}

people::Person require_person(store::Session& session, const std::string& email, const std::string& field, Day today) {
  const auto person = people::find_person(session, people::normalised_email(email));
  if (!person || !person->has_access(today)) {
    throw Invalid(field, "There is nobody with the address “" + shortened(email, 80) + "”.");
  }
  return *person;
}

void require_not_kept_out(store::Session& session, const Loaded& loaded, const people::Person& person,
                          const std::string& field) {
  if (is_kept_out(session, loaded.one.id, person.id)) {
    throw Invalid(field, loaded.one.key + " is about " + person.name + ", who therefore takes no part in it.");
  }
}

/// What evidence leads to was looked at when it was found valid.
void require_open_links(const Loaded& loaded, const people::Actor& actor) {
  if (loaded.one.workflow != evidence::workflow_name || !evidence::was_checked(loaded.one.state)) return;
  if (loaded.one.final || !actor.roles.contains(people::Role::quality_manager)) {
    throw Conflict(loaded.one.key + " was checked for what it leads to now" +
                   (loaded.one.final ? std::string(" and is out of use.")
                                     : std::string("; only a quality manager changes that.")));
  }
}

void require_room(bool fits, const std::string& message) {
  if (!fits) throw Conflict(message);
}

/// Nothing is added to what somebody looked at and found valid, nor to what keeps its files and is finished.
void require_takes_files(const Loaded& loaded) {
  const bool was_checked = loaded.one.workflow == evidence::workflow_name && evidence::was_checked(loaded.one.state);
  require_room(!was_checked && (!loaded.one.final || !loaded.version.definition->keeps_files),
               loaded.one.key + " was looked at as it is: its files stay as they are.");
}

}  // namespace

CaseService::CaseService(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue,
                         const FactSource& facts, people::SignInService& sign_in, const AttachmentFiles& files)
    : database_(database), clock_(clock), catalogue_(catalogue), facts_(facts), sign_in_(sign_in), files_(files) {}

std::string CaseService::open(const people::Actor& actor, const NewCase& wanted) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto version = catalogue_.newest(session, wanted.workflow);
  const auto& definition = *version.definition;
  if (definition.internal) {
    throw NotFound("There is no workflow “" + shortened(wanted.workflow, 60) + "” for cases.");
  }
  CaseSteps::Opening opening;
  opening.title = wanted.title;
  opening.opener_id = actor.person_id;
  const auto today = today_in(session, transaction.now());
  opening.owner_id = wanted.owner.empty() ? actor.person_id : require_person(session, wanted.owner, "owner", today).id;
  if (people::is_guest(actor.roles)) opening.owner_id = keeper_for_guest(session, today);
  if (!wanted.parent.empty()) {
    const auto parent = require_visible(session, catalogue_, actor, wanted.parent, transaction.now());
    if (parent.one.workflow == evidence::workflow_name && definition.name == evidence::workflow_name) {
      throw Conflict("Newer evidence is asked for on " + parent.one.key +
                     " itself, so that it leads to the same things.");
    }
    opening.parent_id = parent.one.id;
  }
  Case draft;
  draft.state = definition.start;
  draft.owner_id = opening.owner_id;
  draft.opener_id = opening.opener_id;
  draft.entered_at = transaction.now();
  const auto situation = situation_of(session, draft, acting_person(session, actor, today), facts_, transaction.now());
  if (!may_open(definition, actor)) {
    throw Forbidden("Your roles do not allow you to open a case of “" + definition.title + "”.");
  }
  check_line(opening.title, "title", longest_title);
  opening.fields = engine::opening_values(definition, catalogue_.registry(), situation, wanted.fields,
                                          directory_of(session, 0, today));
  CaseSteps steps(transaction, catalogue_, facts_);
  const auto opened = steps.open(version, std::move(opening), StepActor::of(actor));
  transaction.commit();
  return opened.key;
}

void CaseService::transition(const people::Actor& actor, std::string_view key, const CaseAction& action) {
  require_no_guest(actor);
  const auto decide = [&](store::Session& session, const Loaded& loaded, bool has_signature, Instant now) {
    const auto situation =
        situation_of(session, loaded.one, acting_person(session, actor, today_in(session, now)), facts_, now);
    return engine::step(*loaded.version.definition, catalogue_.registry(), situation,
                        {action.event, action.fields, action.comment, has_signature},
                        directory_of(session, loaded.one.id, today_in(session, now)));
  };
  std::optional<people::OpenSigningKey> key_pair;
  bool is_signed = false;
  {
    // Everything else is looked at before the secret: nobody types a password for nothing.
    const store::ReadSnapshot snapshot(database_);
    const auto loaded = require_visible(snapshot.session(), catalogue_, actor, key, clock_.now());
    require_row_version(snapshot.session(), loaded, action.expected_row_version);
    is_signed = !decide(snapshot.session(), loaded, true, clock_.now()).steps.front().signature.empty();
  }
  if (is_signed) {
    if (action.secret.empty()) throw Invalid("secret", "Please type your password: it is your signature.");
    sign_in_.check_secret(actor, action.secret);
    const store::ReadSnapshot snapshot(database_);
    key_pair = people::open_signing_key(snapshot.session(), actor.person_id, action.secret);
  }

  store::WriteTransaction transaction(database_, clock_);
  auto loaded = require_visible(transaction.session(), catalogue_, actor, key, transaction.now());
  require_row_version(transaction.session(), loaded, action.expected_row_version);
  const auto outcome = decide(transaction.session(), loaded, key_pair.has_value(), transaction.now());
  CaseSteps steps(transaction, catalogue_, facts_);
  steps.write(loaded.one, *loaded.version.definition, outcome, StepActor::of(actor, key_pair ? &*key_pair : nullptr));
  transaction.commit();
}

void CaseService::comment(const people::Actor& actor, std::string_view key, const std::string& text,
                          const std::vector<std::string>& tell) {
  check_paragraphs(text, "comment", longest_comment, true);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto loaded = require_visible(session, catalogue_, actor, key, transaction.now());
  const auto today = today_in(session, transaction.now());
  auto mentioned = people_mentioned(session, text, today);
  require_room(tell.size() <= most_told, "A comment tells at most 100 people.");
  for (const auto& email : tell) {
    auto person = require_person(session, email, "tell", today);
    const bool known = std::any_of(mentioned.begin(), mentioned.end(),
                                   [&person](const people::Person& other) { return other.id == person.id; });
    if (!known) mentioned.push_back(std::move(person));
  }
  std::vector<std::string> emails;
  std::set<std::int64_t> people{actor.person_id};
  for (const auto& person : mentioned) {
    require_not_kept_out(session, loaded, person, "comment");
    if (loaded.version.definition->confidential && !takes_part(session, loaded.one.id, person.id) &&
        !sees_all_cases(*loaded.version.definition, people::as_actor(person, ""))) {
      throw Invalid("comment", loaded.one.key + " is confidential, and " + person.name +
                                   " does not take part in it. Leave the name out, or ask the owner.");
    }
    emails.push_back(person.email);
    people.insert(person.id);
    if (person.id == actor.person_id) continue;
    tell_of_case(transaction, person.id, loaded.one.id, "mention",
                 actor.name + " mentions you in " + loaded.one.key + ": " + shortened(text, 200));
  }
  insert_comment(transaction, loaded.one.id, actor.person_id, actor.name, text, emails);
  add_case_people(transaction, loaded.one.id, people);
  transaction.record(actor.audit(), {"case.commented", loaded.one.key, {{"comment", shortened(text, 500)}}});
  transaction.commit();
}

void CaseService::link(const people::Actor& actor, std::string_view key, const std::string& kind,
                       const std::string& target) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto loaded = require_visible(session, catalogue_, actor, key, transaction.now());
  require_contributor(session, loaded, actor);
  require_open_links(loaded, actor);
  require_link_target(session, catalogue_, actor, kind, target, transaction.now());
  if (kind == "case" && target == loaded.one.key) throw Invalid("target", "A case cannot be linked to itself.");
  const auto links = links_of(session, loaded.one.id);
  require_room(links.size() < most_links, "A case takes at most 500 links.");
  const bool known = std::any_of(links.begin(), links.end(),
                                 [&](const CaseLink& link) { return link.kind == kind && link.target == target; });
  if (known) throw Conflict(loaded.one.key + " is linked to " + target + " already.");
  insert_link(transaction, loaded.one.id, kind, target, actor.person_id);
  transaction.record(actor.audit(), {"case.linked", loaded.one.key, {{"kind", kind}, {"target", target}}});
  transaction.commit();
}

void CaseService::unlink(const people::Actor& actor, std::string_view key, std::int64_t link_id) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto loaded = require_visible(session, catalogue_, actor, key, transaction.now());
  require_contributor(session, loaded, actor);
  require_open_links(loaded, actor);
  for (const auto& link : links_of(session, loaded.one.id)) {
    if (link.id != link_id) continue;
    remove_link(transaction, loaded.one.id, link_id);
    transaction.record(actor.audit(),
                       {"case.unlinked", loaded.one.key, {{"kind", link.kind}, {"target", link.target}}});
    transaction.commit();
    return;
  }
  throw NotFound("This link is gone already.");
}

std::string CaseService::attach(const people::Actor& actor, std::string_view key, const std::filesystem::path& file,
                                const std::string& file_name) {
  {
    // Looked at before the file is kept, so that a refused file leaves nothing behind.
    const store::ReadSnapshot snapshot(database_);
    const auto loaded = require_visible(snapshot.session(), catalogue_, actor, key, clock_.now());
    require_contributor(snapshot.session(), loaded, actor);
    require_takes_files(loaded);
    require_room(attachments_of(snapshot.session(), loaded.one.id).size() < most_attachments,
                 "A case takes at most 200 files.");
  }
  const auto stored = files_.store(file, file_name);
  try {
    return attach_stored(actor, key, stored, file, file_name);
  } catch (...) {
    evidence::forget_file(database_, clock_, stored.sha256);
    throw;
  }
}

std::string CaseService::attach_or_find(const people::Actor& actor, std::string_view key,
                                        const std::filesystem::path& file, const std::string& file_name) {
  {
    const store::ReadSnapshot snapshot(database_);
    const auto loaded = require_visible(snapshot.session(), catalogue_, actor, key, clock_.now());
    auto sha256 = AttachmentFiles::hash_of(file);
    if (find_attachment(snapshot.session(), loaded.one.id, sha256)) return sha256;
  }
  return attach(actor, key, file, file_name);
}

std::string CaseService::attach_stored(const people::Actor& actor, std::string_view key, const StoredFile& stored,
                                       const std::filesystem::path& file, const std::string& file_name) {
  store::WriteTransaction transaction(database_, clock_);
  // The same content may have been disposed of in between; from here on nobody else writes.
  if (!files_.holds(stored.sha256)) files_.store(file, file_name);
  const auto loaded = require_visible(transaction.session(), catalogue_, actor, key, transaction.now());
  require_contributor(transaction.session(), loaded, actor);
  require_takes_files(loaded);
  if (find_attachment(transaction.session(), loaded.one.id, stored.sha256)) {
    throw Conflict("This very file is attached to " + loaded.one.key + " already.");
  }
  insert_attachment(transaction, loaded.one, stored, file_name, actor);
  transaction.commit();
  return stored.sha256;
}

void CaseService::detach(const people::Actor& actor, std::string_view key, std::string_view sha256,
                         const std::string& reason) {
  check_paragraphs(reason, "comment", 1000, true);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto loaded = require_visible(session, catalogue_, actor, key, transaction.now());
  const auto attachment = find_attachment(session, loaded.one.id, sha256);
  if (!attachment) throw NotFound("This file is not attached any more.");
  require_manager(loaded, actor);
  if (const auto why = why_file_stays(loaded.one, *loaded.version.definition, sha256)) throw Conflict(*why);
  remove_attachment(transaction, attachment->id, reason);
  transaction.record(actor.audit(),
                     {"case.file_removed",
                      loaded.one.key,
                      {{"file", attachment->file_name}, {"sha256", attachment->sha256}, {"reason", reason}}});
  transaction.commit();
}

void CaseService::rename(const people::Actor& actor, std::string_view key, const std::string& title) {
  check_line(title, "title", longest_title);
  store::WriteTransaction transaction(database_, clock_);
  auto loaded = require_visible(transaction.session(), catalogue_, actor, key, transaction.now());
  require_manager(loaded, actor);
  loaded.one.title = title;
  update_case(transaction, loaded.one);
  transaction.record(actor.audit(), {"case.renamed", loaded.one.key, {{"title", title}}});
  transaction.commit();
}

void CaseService::change_owner(const people::Actor& actor, std::string_view key, const std::string& owner,
                               const std::string& reason) {
  check_paragraphs(reason, "comment", 1000, true);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  auto loaded = require_visible(session, catalogue_, actor, key, transaction.now());
  require_manager(loaded, actor);
  const auto taker = require_person(session, owner, "owner", today_in(session, transaction.now()));
  if (taker.id == loaded.one.owner_id) throw Invalid("owner", taker.name + " owns " + loaded.one.key + " already.");
  require_not_kept_out(session, loaded, taker, "owner");
  const auto former = loaded.one.owner_id;
  loaded.one.owner_id = taker.id;
  // The owner's tasks go with the case.
  const auto& state = loaded.version.definition->state(loaded.one.state);
  const bool task_is_owners =
      state.task && std::any_of(state.task->by.begin(), state.task->by.end(),
                                [](const auto& who) { return who.kind == engine::Who::Kind::owner; });
  if (task_is_owners) {
    for (auto task : open_tasks_of(session, loaded.one.id)) {
      if (task.person_id != former) continue;
      task.person_id = taker.id;
      update_task(transaction, task);
    }
  }
  add_case_people(transaction, loaded.one.id, {taker.id});
  update_case(transaction, loaded.one);
  tell_of_case(transaction, taker.id, loaded.one.id, "owner",
               actor.name + " made you the owner of " + loaded.one.key + " " + loaded.one.title + ": " + reason);
  transaction.record(actor.audit(),
                     {"case.owner_changed", loaded.one.key, {{"owner", taker.email}, {"reason", reason}}});
  transaction.commit();
}

void CaseService::assign_task(const people::Actor& actor, std::string_view key, std::int64_t task_id,
                              const std::string& person) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto loaded = require_visible(session, catalogue_, actor, key, transaction.now());
  auto task = find_task(session, task_id);
  if (!task || task->case_id != loaded.one.id) throw NotFound("This task is done already.");
  const auto taker = require_person(session, person, "person", today_in(session, transaction.now()));
  require_not_kept_out(session, loaded, taker, "person");
  const bool takes_it_themselves = taker.id == actor.person_id && is_open_to(*task, actor.roles);
  if (!takes_it_themselves) require_manager(loaded, actor);
  if (task->role && !is_open_to(*task, taker.roles)) {
    throw Invalid("person", taker.name + " does not hold the role that this task needs.");
  }
  task->person_id = taker.id;
  update_task(transaction, *task);
  add_case_people(transaction, loaded.one.id, {taker.id});
  if (taker.id != actor.person_id) {
    tell_of_case(transaction, taker.id, loaded.one.id, "task",
                 actor.name + " gave you a task in " + loaded.one.key + ": " + task->title);
  }
  transaction.record(actor.audit(),
                     {"case.task_assigned", loaded.one.key, {{"person", taker.email}, {"task", task->title}}});
  transaction.commit();
}

void CaseService::mark_notices_read(const people::Actor& actor) {
  store::WriteTransaction transaction(database_, clock_);
  if (notices::mark_all_read(transaction, actor.person_id) == 0) return;
  transaction.record(actor.audit(), {"notices.read", actor.email, {}});
  transaction.commit();
}

}  // namespace provost::workflows::cases
