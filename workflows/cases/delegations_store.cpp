#include "workflows/cases/delegations.hpp"
#include "workflows/errors.hpp"
#include "workflows/notices/notices.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

constexpr auto longest_delegation = std::chrono::days(400);

people::Person require_person(store::Session& session, const std::string& email, const std::string& field, Day today) {
  const auto person = people::find_person(session, people::normalised_email(email));
  if (!person || !person->has_access(today)) throw Invalid(field, "There is nobody with the address " + email + ".");
  return *person;
}

/// Those that are not over, by their first day. `condition` is added to that.
std::vector<Delegation> read_delegations(store::Session& session, const std::string& condition,
                                         std::vector<store::Value> values) {
  std::vector<Delegation> list;
  for (const auto& record :
       session.select("SELECT d.id, f.email AS from_email, f.name AS from_name, t.email AS to_email, t.name AS to_name,"
                      " d.first_day, d.last_day, d.reason FROM delegations d JOIN people f ON f.id = d.from_person_id"
                      " JOIN people t ON t.id = d.to_person_id WHERE d.last_day >= :today AND d.ended_at IS NULL" +
                          condition + " ORDER BY d.first_day, d.id",
                      std::move(values))) {
    list.push_back({record.integer("id"), record.text("from_email"), record.text("from_name"), record.text("to_email"),
                    record.text("to_name"), parse_day(record.text("first_day")).value_or(Day{}),
                    parse_day(record.text("last_day")).value_or(Day{}), record.text("reason")});
  }
  return list;
}

std::string days_text(Day first, Day last) {
  return first == last ? "on " + in_words(first) : "from " + in_words(first) + " to " + in_words(last);
}

Day today_of(store::WriteTransaction& transaction) {
  return day_in_zone(transaction.now(), organisation::present_organisation(transaction.session()).time_zone);
}

}  // namespace

std::vector<people::Person> stands_for(store::Session& session, std::int64_t person_id, Day today) {
  std::vector<people::Person> list;
  for (const auto& record : session.select(
           "SELECT DISTINCT from_person_id FROM delegations WHERE to_person_id = :person AND last_day >= :today AND"
           " first_day <= :same_day AND ended_at IS NULL",
           {person_id, to_text(today), to_text(today)})) {
    if (auto person = people::find_person(session, record.integer("from_person_id"))) list.push_back(*person);
  }
  return list;
}

std::vector<Delegation> delegations_of(store::Session& session, std::int64_t person_id, Day today) {
  return read_delegations(session, " AND (d.from_person_id = :person OR d.to_person_id = :same_person)",
                          {to_text(today), person_id, person_id});
}

std::vector<Delegation> all_delegations(store::Session& session, Day today) {
  return read_delegations(session, "", {to_text(today)});
}

bool may_delegate_for_others(const people::Actor& actor) {
  return actor.roles.contains(people::Role::quality_manager) || actor.roles.contains(people::Role::administrator);
}

void DelegationService::delegate(const people::Actor& actor, const std::string& from, const std::string& to,
                                 Day first_day, Day last_day, const std::string& reason) {
  check_paragraphs(reason, "reason", 500, false);
  store::WriteTransaction transaction(database_, clock_);
  const auto giver = require_person(transaction.session(), from, "from", today_of(transaction));
  const auto taker = require_person(transaction.session(), to, "to", today_of(transaction));
  if (giver.id != actor.person_id && !may_delegate_for_others(actor)) {
    throw Forbidden("You can hand over your own tasks only. Ask a quality manager to do it for somebody else.");
  }
  if (people::is_guest(taker.roles)) throw Invalid("to", taker.name + " is a guest and stands in for nobody.");
  if (giver.id == taker.id) throw Invalid("to", "Please choose somebody else to stand in.");
  if (last_day < today_of(transaction)) throw Invalid("last_day", "The last day has passed already.");
  if (last_day < first_day) throw Invalid("last_day", "The last day comes before the first day.");
  if (std::chrono::sys_days{last_day} - std::chrono::sys_days{first_day} > longest_delegation) {
    throw Invalid("last_day", "Tasks can be handed over for at most 400 days.");
  }
  for (const auto& other : delegations_of(transaction.session(), giver.id, today_of(transaction))) {
    if (other.from_email == giver.email && other.to_email == taker.email && other.first_day <= last_day &&
        first_day <= other.last_day) {
      throw Conflict(taker.name + " stands in for " + giver.name + " " + days_text(other.first_day, other.last_day) +
                     " already. End that first.");
    }
  }
  transaction.insert("delegations", {{"from_person_id", giver.id},
                                     {"to_person_id", taker.id},
                                     {"first_day", to_text(first_day)},
                                     {"last_day", to_text(last_day)},
                                     {"reason", reason},
                                     {"created_at", to_text(transaction.now())},
                                     {"ended_at", nullptr}});
  const auto days = days_text(first_day, last_day) + (reason.empty() ? "" : ": " + reason);
  if (taker.id != actor.person_id) {
    notices::tell(transaction, taker.id, std::nullopt, "stand_in", "You stand in for " + giver.name + " " + days);
  }
  if (giver.id != actor.person_id) {
    notices::tell(transaction, giver.id, std::nullopt, "stand_in",
                  actor.name + " arranged that " + taker.name + " stands in for you " + days);
  }
  transaction.record(
      actor.audit(),
      {"delegation.began",
       giver.email,
       {{"to", taker.email}, {"first_day", to_text(first_day)}, {"last_day", to_text(last_day)}, {"reason", reason}}});
  transaction.commit();
}

void DelegationService::end(const people::Actor& actor, std::int64_t delegation_id) {
  store::WriteTransaction transaction(database_, clock_);
  const auto record = transaction.session().first(
      "SELECT from_person_id, to_person_id FROM delegations WHERE id = :id AND ended_at IS NULL", {delegation_id});
  if (!record) throw NotFound("This handing over of tasks has ended already.");
  if (record->integer("from_person_id") != actor.person_id && record->integer("to_person_id") != actor.person_id &&
      !may_delegate_for_others(actor)) {
    throw NotFound("This handing over of tasks has ended already.");
  }
  const auto giver = people::find_person(transaction.session(), record->integer("from_person_id"));
  transaction.update("delegations", delegation_id, {{"ended_at", to_text(transaction.now())}});
  transaction.record(actor.audit(), {"delegation.ended", giver ? giver->email : "", {}});
  transaction.commit();
}

}  // namespace provost::workflows::cases
