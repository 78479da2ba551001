#include "tests/workflows/cases/cases_world.hpp"

#include "workflows/people/roles.hpp"

namespace provost::tests {

namespace cases = workflows::cases;
namespace engine = workflows::engine;
namespace people = workflows::people;

const char* const request_yaml = R"(workflow: request
title: Request
code: REQ
start: open
opened_by: [staff, author, quality_manager]
opening:
  asks: [what, wanted_by, approvers]
  needs: [what]
fields:
  - {name: what, type: paragraphs, label: What is needed}
  - {name: wanted_by, type: date, label: Wanted by}
  - {name: approvers, type: people, label: Approvers}
  - {name: amount, type: money, label: Amount}
  - {name: proof, type: file, label: Proof}
  - name: items
    type: table
    label: Items
    columns:
      - {name: item, type: text, label: Item, required: true}
      - {name: urgent, type: yes_no, label: Urgent}
states:
  open:
    title: Open
    task: {title: Check the request, why: Somebody waits for it, by: [owner], due: 2 working days}
  asked:
    title: With the approvers
    task: {title: Approve the request, by: [approvers], due_field: wanted_by, ahead: 3 days}
  buying:
    title: Buying
    task: {title: Buy what was approved, by: [reviewer], due: 5 working days}
  waiting:
    title: Waiting for the items
    task: {title: Wait, by: [owner]}
  done: {title: Done, final: true}
  refused: {title: Refused, final: true, success: false}
  lapsed: {title: Lapsed, final: true, success: false}
transitions:
  - {event: ask, title: Ask the approvers, from: open, to: asked, by: [owner], needs: [approvers, amount], asks: [wanted_by]}
  - {event: approve, title: Approve, from: asked, to: buying, by: [approvers], signature: I approve this request, quorum: {of: approvers}, when: {another_person: owner}}
  - {event: send_back, title: Send back, from: asked, to: open, by: [approvers]}
  - {event: refuse, title: Refuse, from: asked, to: refused, by: [approvers], reason: true}
  - event: order
    title: Order
    from: buying
    to: waiting
    by: [reviewer]
    asks: [items]
    effects:
      - open_case: {workflow: item, title: item, fields: {name: item}, for_each: items, where: {urgent: true}}
  - {event: finished, title: Everything is here, from: waiting, to: done, automatic: true, when: {children_done: {workflow: item}}}
  - {event: prove, title: Prove, from: buying, to: done, by: [reviewer], needs: [proof], when: {fact: money_is_there}}
  - {event: lapse, title: Lapse, from: asked, to: lapsed, by: [timer]}
timers:
  - {name: soon, in: [asked], at: wanted_by, before: 1 day, remind: [approvers]}
  - {name: lapsing, in: [asked], after: 60 days, event: lapse}
  - {name: nagging, in: [buying], after: 1 day, every: 7 days, remind: [reviewer]}
)";

const char* const item_yaml = R"(workflow: item
title: Item
code: ITM
start: ordered
opened_by: [reviewer]
opening: {asks: [name]}
fields:
  - {name: name, type: text, label: Name}
states:
  ordered: {title: Ordered, task: {title: Wait for the item, by: [owner]}}
  here: {title: Here, final: true}
transitions:
  - {event: arrive, title: It is here, from: ordered, to: here, by: [owner, reviewer]}
)";

const char* const secret_yaml = R"(workflow: whisper
title: Confidential report
code: WHI
confidential: true
seen_by: [quality_manager]
start: received
opened_by: [anybody]
states:
  received: {title: Received, task: {title: Look into it, by: [quality_manager]}}
  closed: {title: Closed, final: true}
transitions:
  - {event: close, title: Close, from: received, to: closed, by: [quality_manager]}
)";

namespace {

engine::Registry test_registry() {
  auto registry = engine::general_registry();
  for (const auto role : people::all_roles()) registry.add_role(std::string(people::to_text(role)));
  registry.add_fact("money_is_there", "The budget holds enough.");
  return registry;
}

}  // namespace

CasesWorld::CasesWorld(DatabaseKind kind)
    : World(kind),
      catalogue(test_registry()),
      files(folder.path() / "attachments"),
      cases(database, clock, catalogue, facts, sign_in, files),
      timers(database, clock, catalogue, facts),
      delegations(database, clock) {
  publish(request_yaml);
  publish(item_yaml);
  publish(secret_yaml);
}

void CasesWorld::publish(const std::string& yaml) {
  workflows::store::WriteTransaction transaction(database, clock);
  catalogue.publish(transaction, yaml, "test");
  transaction.record(workflows::people::system_actor(), {"workflow.published", "test", {}});
  transaction.commit();
}

cases::CaseView CasesWorld::view_case(const std::string& key, const std::string& person) const {
  const auto viewer = actor(person);
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return cases::read_case(snapshot.session(), catalogue, facts, viewer, key, clock.now());
}

std::string CasesWorld::open(const std::string& workflow, const std::string& person, boost::json::object fields,
                             const std::string& title) {
  return cases.open(actor(person), {workflow, title, std::move(fields), "", ""});
}

void CasesWorld::fire(const std::string& key, const std::string& person, const std::string& event,
                      boost::json::object fields, const std::string& comment, const std::string& secret) {
  cases.transition(actor(person), key, {event, std::move(fields), comment, secret, std::nullopt});
}

std::string CasesWorld::possible(const std::string& key, const std::string& person) const {
  std::string events;
  for (const auto& possibility : view_case(key, person).allowed) {
    if (possibility.allowed) events += (events.empty() ? "" : " ") + possibility.event;
  }
  return events;
}

cases::CaseTaskPage CasesWorld::tasks(const std::string& person) const {
  const auto viewer = actor(person);
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return cases::read_tasks(snapshot.session(), catalogue, viewer, 0, 50, clock.now());
}

std::vector<workflows::notices::Notice> CasesWorld::notices(const std::string& person) const {
  const auto viewer = actor(person);
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return workflows::notices::read_notices(snapshot.session(), viewer.person_id, true, 50);
}

}  // namespace provost::tests
