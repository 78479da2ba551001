#include "workflows/evidence_sources/deliveries.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <set>
#include <thread>

#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/placing.hpp"
#include "workflows/evidence_sources/quota.hpp"
#include "workflows/evidence_sources/sources.hpp"
#include "workflows/hashing.hpp"

namespace provost::tests {

namespace {

using namespace workflows::evidence_sources;
using testing::ElementsAre;
using testing::HasSubstr;
using workflows::people::Authority;

class DeliveriesTest : public JourneyOnBothDatabases {
 protected:
  void SetUp() override {
    JourneyOnBothDatabases::SetUp();
    if (IsSkipped()) return;
    bodies = std::make_unique<DeliveryBodies>(world->folder.path() / "deliveries");
    evidence = std::make_unique<workflows::evidence::EvidenceService>(world->database, world->clock, world->catalogue,
                                                                      world->facts, world->standards, world->files);
    deliveries = std::make_unique<ReceivedDeliveries>(world->database, world->clock, *bodies);
    placing = std::make_unique<DeliveryPlacing>(world->database, world->clock, *evidence, *deliveries);
    sources = std::make_unique<SourceService>(
        world->database, world->clock, world->catalogue,
        ProofRules{[](const std::string& scheme) { return scheme == "standard" || scheme == "bearer"; },
                   [](const std::string&, const std::string& secret) {
                     return secret.size() < 16 ? std::string("It is too short.") : std::string();
                   },
                   [this](const std::string&) { return "a new secret, number " + std::to_string(++made); },
                   [](const std::string& text) { return text == "10.0.0.0/8"; }});
    file = world->folder.path() / "register.csv";
    write_file(file, "class,left\n3B,yes\n");
  }

  Authority keeper() const { return Authority::of(world->actor("quality")); }
  SourceSettings settings(const std::string& name = "lms") const {
    SourceSettings wanted;
    wanted.name = name;
    wanted.title = "Learning platform";
    wanted.owner = "author@example.org";
    wanted.mapping.title = "{/body/title}";
    wanted.mapping.clauses = "7.5.3";
    return wanted;
  }
  Source add(const SourceSettings& wanted) {
    sources->add(keeper(), wanted);
    return source(wanted.name);
  }
  Source source(const std::string& name) {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return find_source(snapshot.session(), name).value();
  }
  std::vector<std::string> secrets(std::int64_t id) {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return secrets_of(snapshot.session(), id, world->clock.now());
  }
  std::string refusal(const SourceSettings& wanted, const char* person = "quality", const std::string& secret = "") {
    try {
      sources->add(Authority::of(world->actor(person)), wanted, secret);
    } catch (const workflows::DomainError& error) {
      return error.what();
    }
    return "taken";
  }
  Incoming incoming(std::int64_t source_id, const std::string& key, const std::string& body = "{\"title\":\"x\"}") {
    Incoming one;
    one.source_id = source_id;
    one.key = key;
    one.body = body;
    one.body_sha256 = workflows::sha256_hex(body);
    one.size = static_cast<std::int64_t>(body.size());
    one.headers = {{"content-type", "application/json"}};
    one.remote_address = "203.0.113.7";
    return one;
  }
  Refusals refused(std::int64_t source_id, const std::string& kind, const std::string& reason, std::int64_t times) {
    Refusals one;
    one.source_id = source_id;
    one.kind = kind;
    one.times = times;
    one.first_at = one.last_at = world->clock.now();
    one.last_address = "203.0.113.9";
    one.last_reason = reason;
    return one;
  }
  Delivery delivery(std::int64_t id) {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return find_delivery(snapshot.session(), id).value();
  }
  DeliveryContent content(const std::string& json = R"({"body":{"title":"Register"}})") {
    DeliveryContent made;
    made.document = boost::json::parse(json);
    made.files.push_back({file, "register.csv"});
    return made;
  }
  std::int64_t count_cases() {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return snapshot.session().number("SELECT COUNT(*) AS n FROM cases");
  }

  int made = 0;
  std::filesystem::path file;
  std::unique_ptr<DeliveryBodies> bodies;
  std::unique_ptr<workflows::evidence::EvidenceService> evidence;
  std::unique_ptr<ReceivedDeliveries> deliveries;
  std::unique_ptr<DeliveryPlacing> placing;
  std::unique_ptr<SourceService> sources;
};
PROVOST_ON_BOTH_DATABASES(DeliveriesTest);

TEST_P(DeliveriesTest, ASourceIsKeptAsItWasAgreed) {
  auto wanted = settings();
  wanted.allowed_addresses = {"10.0.0.0/8"};
  const auto kept = add(wanted);
  EXPECT_EQ(kept.owner, "author@example.org");
  EXPECT_THAT(kept.allowed_addresses, ElementsAre("10.0.0.0/8"));
  EXPECT_THAT(secrets(kept.id), ElementsAre("a new secret, number 1"));
  auto changed = kept;
  changed.enabled = false;
  changed.rate_limit = 7;
  sources->change(keeper(), "lms", changed, kept.row_version);
  EXPECT_FALSE(source("lms").enabled);
  EXPECT_THROW(sources->change(keeper(), "lms", changed, kept.row_version), workflows::Stale);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(DeliveriesTest, WhatCannotBeASourceIsRefused) {
  add(settings());
  EXPECT_THAT(refusal(settings()), HasSubstr("already"));
  EXPECT_THAT(refusal(settings("Not small")), HasSubstr("small letters"));
  EXPECT_THAT(refusal(settings("../etc")), HasSubstr("small letters"));
  EXPECT_THAT(refusal(settings("new")), HasSubstr("another name"));
  EXPECT_THAT(refusal(settings("other"), "author"), HasSubstr("Only quality managers"));
  EXPECT_THAT(refusal(settings("other"), "quality", "short"), HasSubstr("too short"));
  auto wanted = settings("other");
  wanted.owner = "external@example.org";
  EXPECT_THAT(refusal(wanted), HasSubstr("no role that may hand in evidence"));
  wanted = settings("other");
  wanted.proof.scheme = "none";
  EXPECT_THAT(refusal(wanted), HasSubstr("how the other side proves"));
  wanted = settings("other");
  wanted.allowed_addresses = {"everywhere"};
  EXPECT_THAT(refusal(wanted), HasSubstr("no address and no network"));
  wanted = settings("other");
  wanted.size_limit = 0;
  EXPECT_THAT(refusal(wanted), HasSubstr("between 1 KB and 2 GB"));
  wanted = settings("other");
  wanted.proof.header = "X-A\r\nX-B";
  EXPECT_THAT(refusal(wanted), HasSubstr("name of a header field"));
  wanted = settings("other");
  wanted.mapping.title = "{/body/";
  EXPECT_THAT(refusal(wanted), HasSubstr("never closed"));
}

TEST_P(DeliveriesTest, TwoSecretsAreValidWhileOneTakesThePlaceOfTheOther) {
  const auto kept = add(settings());
  EXPECT_EQ(sources->rotate(keeper(), "lms", std::chrono::hours(2)), "a new secret, number 2");
  EXPECT_THAT(secrets(kept.id), ElementsAre("a new secret, number 2", "a new secret, number 1"));
  world->clock.move(std::chrono::hours(2) - std::chrono::milliseconds(1));
  EXPECT_EQ(secrets(kept.id).size(), 2U);
  world->clock.move(std::chrono::milliseconds(1));
  EXPECT_THAT(secrets(kept.id), ElementsAre("a new secret, number 2"));
  sources->rotate(keeper(), "lms", std::chrono::hours(0));
  EXPECT_THAT(secrets(kept.id), ElementsAre("a new secret, number 3"));
  EXPECT_THROW(sources->rotate(keeper(), "lms", std::chrono::hours(721)), workflows::Invalid);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(DeliveriesTest, NoSecretStandsInTheAuditTrail) {
  add(settings());
  sources->rotate(keeper(), "lms", std::chrono::hours(1));
  const workflows::store::ReadSnapshot snapshot(world->database);
  for (const auto& record : snapshot.session().select("SELECT changes, details FROM audit_events")) {
    EXPECT_EQ(record.text("changes").find("a new secret"), std::string::npos);
    EXPECT_EQ(record.text("details").find("a new secret"), std::string::npos);
  }
}

TEST_P(DeliveriesTest, TheSameDeliveryIsReceivedOnce) {
  const auto kept = add(settings());
  const auto first = deliveries->receive(incoming(kept.id, "id:1"));
  EXPECT_FALSE(first.repeated);
  const auto again = deliveries->receive(incoming(kept.id, "id:1"));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.answer, first.answer);
  EXPECT_THROW(deliveries->receive(incoming(kept.id, "id:1", "{}")), workflows::Invalid);
  EXPECT_FALSE(deliveries->receive(incoming(kept.id, "id:2")).repeated);
  auto named_by_body = incoming(kept.id, "id:3");
  named_by_body.equal_body_known_for = std::chrono::hours(1);
  EXPECT_EQ(deliveries->receive(named_by_body).id, first.id);
  world->clock.move(std::chrono::hours(1) - std::chrono::milliseconds(1));
  EXPECT_EQ(deliveries->receive(named_by_body).id, first.id);
  world->clock.move(std::chrono::milliseconds(1));
  const auto later = deliveries->receive(named_by_body);
  EXPECT_FALSE(later.repeated) << "the same body is something new after an hour";
  named_by_body.key = "id:4";
  EXPECT_EQ(deliveries->receive(named_by_body).id, later.id) << "the hour of the second one has begun";
  EXPECT_TRUE(deliveries->receive(incoming(kept.id, "id:1")).repeated) << "names are known for longer";
  EXPECT_FALSE(deliveries->receive(incoming(add(settings("other")).id, "id:1")).repeated);
}

TEST_P(DeliveriesTest, ManyAtOnceGiveOneReceipt) {
  const auto kept = add(settings());
  std::vector<std::thread> senders;
  std::vector<std::int64_t> ids(8);
  for (auto& id : ids) {
    senders.emplace_back([&] { id = deliveries->receive(incoming(kept.id, "id:1")).id; });
  }
  for (auto& sender : senders) sender.join();
  EXPECT_THAT(ids, testing::Each(ids.front()));
}

TEST_P(DeliveriesTest, ADeliveryBecomesEvidenceOnce) {
  const auto kept = add(settings());
  const auto id = deliveries->receive(incoming(kept.id, "id:1")).id;
  const auto one = deliveries->claim().value();
  EXPECT_EQ(one.id, id);
  EXPECT_FALSE(deliveries->claim()) << "it is claimed";
  const auto placed = placing->place_by_mapping(one, content());
  EXPECT_EQ(placed.state, DeliveryState::placed) << placed.reason;
  const auto seen = world->view_case(placed.case_key, "quality");
  EXPECT_EQ(seen.one.title, "Register");
  EXPECT_EQ(seen.one.state, "received");
  EXPECT_EQ(seen.attachments.size(), 1U);
  // Whoever was away for longer than a claim holds comes too late.
  EXPECT_EQ(placing->place_by_mapping(one, content()).case_key, "");
  EXPECT_EQ(count_cases(), 1);
  EXPECT_EQ(delivery(id).state, DeliveryState::placed);
  EXPECT_THROW(deliveries->replay(keeper(), id), workflows::Conflict);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(DeliveriesTest, AClaimEndsAfterAMinuteOrAtTheStart) {
  const auto kept = add(settings());
  deliveries->receive(incoming(kept.id, "id:1"));
  EXPECT_TRUE(deliveries->claim());
  world->clock.move(std::chrono::seconds(61));
  EXPECT_TRUE(deliveries->claim());
  EXPECT_FALSE(deliveries->claim());
  deliveries->release_claims();
  EXPECT_TRUE(deliveries->claim());
}

TEST_P(DeliveriesTest, WhatFitsNowhereWaitsForAPersonAndIsNeverForgotten) {
  auto wanted = settings();
  wanted.mapping.person = "{/body/person|}";
  const auto kept = add(wanted);
  const std::vector<std::pair<std::string, std::string>> hopeless = {
      {R"({"body":{}})", "does not have"},
      {R"({"body":{"title":""}})", "title comes out empty"},
      {R"({"body":{"title":"x","person":"nobody@example.org"}})", "Nobody here has the e-mail address"}};
  for (const auto& [sent, reason] : hopeless) {
    const auto id = deliveries->receive(incoming(kept.id, "id:" + reason)).id;
    const auto placed = placing->place_by_mapping(deliveries->claim().value(), content(sent));
    EXPECT_EQ(placed.state, DeliveryState::waiting);
    EXPECT_THAT(delivery(id).reason, HasSubstr(reason));
  }
  world->clock.move(std::chrono::hours(24 * 365));
  deliveries->remove_old();
  const workflows::store::ReadSnapshot snapshot(world->database);
  EXPECT_EQ(count_waiting_deliveries(snapshot.session()), 3);
}

TEST_P(DeliveriesTest, APersonPlacesWhatWaits) {
  const auto kept = add(settings());
  const auto id = deliveries->receive(incoming(kept.id, "id:1")).id;
  placing->place_by_mapping(deliveries->claim().value(), content(R"({"body":{}})"));
  workflows::evidence::NewEvidence wanted;
  wanted.title = "By hand";
  wanted.clauses = {"7.5.3"};
  wanted.file = file;
  wanted.file_name = "register.csv";
  wanted.checker = "auditor@example.org";
  EXPECT_THROW(placing->place(world->actor("author"), id, wanted), workflows::Forbidden);
  const auto key = placing->place(world->actor("quality"), id, wanted);
  EXPECT_EQ(delivery(id).case_key, key);
  EXPECT_THROW(placing->place(world->actor("quality"), id, wanted), workflows::Conflict);
  EXPECT_EQ(count_cases(), 1);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(DeliveriesTest, ItIsLookedAtAgainWhenTheMappingIsMended) {
  const auto kept = add(settings());
  const auto id = deliveries->receive(incoming(kept.id, "id:1")).id;
  placing->place_by_mapping(deliveries->claim().value(), content(R"({"body":{"name":"Register"}})"));
  EXPECT_EQ(delivery(id).state, DeliveryState::waiting);
  auto mended = kept.mapping;
  mended.title = "{/body/name}";
  sources->change_mapping(keeper(), "lms", mended);
  EXPECT_EQ(deliveries->replay_waiting(keeper(), kept.id), 1);
  const auto placed =
      placing->place_by_mapping(deliveries->claim().value(), content(R"({"body":{"name":"Register"}})"));
  EXPECT_EQ(placed.state, DeliveryState::placed) << placed.reason;
}

TEST_P(DeliveriesTest, ASampleOnlyTellsWhatItWouldBecome) {
  const auto kept = add(settings());
  auto sample = incoming(kept.id, "sample:1");
  sample.sample = true;
  const auto id = deliveries->receive(sample).id;
  placing->place_by_mapping(deliveries->claim().value(), content());
  EXPECT_EQ(delivery(id).state, DeliveryState::sample);
  EXPECT_THAT(delivery(id).reason, HasSubstr("It would become the evidence “Register”"));
  EXPECT_EQ(count_cases(), 0);
}

TEST_P(DeliveriesTest, WhoIsNotKnownHereMayStandForTheOwner) {
  auto wanted = settings();
  wanted.mapping.person = "{/body/who}";
  wanted.mapping.unknown_person = UnknownPerson::owner;
  const auto kept = add(wanted);
  const std::string sent = R"({"body":{"title":"Answer","who":"Parent@home.example"}})";
  const auto place = [&](const std::string& key, bool sample) {
    auto one = incoming(kept.id, key);
    one.sample = sample;
    const auto id = deliveries->receive(one).id;
    const auto placed = placing->place_by_mapping(deliveries->claim().value(), content(sent));
    return std::pair(placed, delivery(id));
  };
  const auto fields = [&](const std::string& key) { return world->view_case(key, "quality").one.fields; };
  const auto silent = place("id:1", false).first;
  ASSERT_EQ(silent.state, DeliveryState::placed) << silent.reason;
  EXPECT_EQ(fields(silent.case_key).at("provider"), "author@example.org");
  EXPECT_EQ(boost::json::serialize(fields(silent.case_key)).find("home.example"), std::string::npos);
  EXPECT_THAT(place("sample:1", true).second.reason,
              AllOf(HasSubstr("from whoever answers for the source"), HasSubstr("not kept")));
  auto noting = kept.mapping;
  noting.notes_unknown_person = true;
  sources->change_mapping(keeper(), "lms", noting);
  const auto noted = place("id:2", false).first;
  ASSERT_EQ(noted.state, DeliveryState::placed) << noted.reason;
  EXPECT_THAT(boost::json::serialize(fields(noted.case_key)), HasSubstr("From: parent@home.example"));
  EXPECT_THAT(place("sample:2", true).second.reason, HasSubstr("kept in the note"));
}

TEST_P(DeliveriesTest, WhenWhoeverAnswersHasLeftItWaits) {
  const auto kept = add(settings());
  world->people.disable(Authority::operator_of_data(), "author@example.org");
  const auto id = deliveries->receive(incoming(kept.id, "id:1")).id;
  placing->place_by_mapping(deliveries->claim().value(), content());
  EXPECT_EQ(delivery(id).state, DeliveryState::waiting);
  EXPECT_THAT(delivery(id).reason, HasSubstr("has no access any more"));
}

TEST_P(DeliveriesTest, WhatIsSettledIsForgottenAfterThirtyDaysWithItsBody) {
  const auto kept = add(settings());
  auto large = incoming(kept.id, "id:1");
  large.body.reset();
  large.body_file = bodies->keep(file);
  deliveries->receive(large);
  placing->place_by_mapping(deliveries->claim().value(), content());
  deliveries->count_refused({refused(kept.id, "signature", "The field webhook-id is missing.", 5)});
  world->clock.move(deliveries_kept - std::chrono::milliseconds(1));
  deliveries->remove_old();
  EXPECT_TRUE(deliveries->receive(large).repeated);
  EXPECT_TRUE(std::filesystem::exists(bodies->path(*large.body_file)));
  world->clock.move(std::chrono::milliseconds(2));
  deliveries->remove_old();
  EXPECT_FALSE(std::filesystem::exists(bodies->path(*large.body_file)));
  const workflows::store::ReadSnapshot snapshot(world->database);
  EXPECT_TRUE(read_deliveries(snapshot.session(), {}).empty());
  EXPECT_TRUE(read_refusals(snapshot.session(), std::nullopt, 10).empty());
}

TEST_P(DeliveriesTest, WhatASourceMayKeepIsBoundedAndItsOwnerIsToldOnce) {
  auto wanted = settings();
  wanted.waiting_limit = 1;
  wanted.size_limit = 2000;
  wanted.kept_limit = 2000 + bytes_beside_a_body;
  const auto kept = add(wanted);
  const auto present = [&] {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return kept_of(snapshot.session(), kept.id);
  };
  auto large = incoming(kept.id, "id:1");
  large.size = 1500;
  const auto id = deliveries->receive(large).id;
  EXPECT_EQ(present().bytes, 1500 + bytes_beside_a_body);
  EXPECT_EQ(full_because(kept, present(), 500), "");
  EXPECT_THAT(full_because(kept, present(), 501), HasSubstr("more than the"));
  placing->place_by_mapping(deliveries->claim().value(), content(R"({"body":{}})"));
  EXPECT_EQ(present().waiting, 1);
  const auto reason = full_because(kept, present(), 1);
  EXPECT_THAT(reason, HasSubstr("1 deliveries wait for a person"));
  const auto told = [&] {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return snapshot.session().number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM notices WHERE kind = 'source_full'");
  };
  for (int times = 0; times < 3; ++times) tell_of_full_source(world->database, world->clock, kept.id, reason);
  note_room(world->database, world->clock);
  tell_of_full_source(world->database, world->clock, kept.id, reason);
  EXPECT_EQ(told(), 1) << "it had no room meanwhile";
  deliveries->pass_over(keeper(), id, "A mistake");
  world->clock.move(deliveries_kept + std::chrono::milliseconds(1));
  deliveries->remove_old();
  note_room(world->database, world->clock);
  tell_of_full_source(world->database, world->clock, kept.id, reason);
  EXPECT_EQ(told(), 2);
  EXPECT_FALSE(verified(*world).first_discrepancy);
  auto wrong = settings("other");
  wrong.kept_limit = wrong.size_limit - 1;
  EXPECT_THAT(refusal(wrong), HasSubstr("at least one delivery"));
  wrong = settings("other");
  wrong.waiting_limit = 0;
  EXPECT_THAT(refusal(wrong), HasSubstr("may wait for a person"));
}

TEST_P(DeliveriesTest, EachChangeOfDeliveriesHasAnotherMarker) {
  const auto kept = add(settings());
  std::set<std::string> markers;
  const auto look = [&] {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return markers.insert(deliveries_marker(snapshot.session())).second;
  };
  look();
  const auto id = deliveries->receive(incoming(kept.id, "id:1")).id;
  EXPECT_TRUE(look()) << "it came in";
  EXPECT_FALSE(look());
  placing->place_by_mapping(deliveries->claim().value(), content(R"({"body":{}})"));
  EXPECT_TRUE(look()) << "it waits";
  world->clock.move(std::chrono::seconds(1));
  deliveries->pass_over(keeper(), id, "A mistake");
  EXPECT_TRUE(look()) << "it was decided about";
}

TEST_P(DeliveriesTest, RefusalsAreCountedByTheHourAndTheReason) {
  const auto kept = add(settings());
  for (int times = 0; times < 3; ++times) {
    deliveries->count_refused({refused(kept.id, "signature", "Reason " + std::to_string(times), 1000)});
  }
  deliveries->count_refused({refused(kept.id, "size", "Too large", 1)});
  world->clock.move(std::chrono::hours(1));
  deliveries->count_refused({refused(kept.id, "signature", "Later", 1)});
  const workflows::store::ReadSnapshot snapshot(world->database);
  const auto rows = read_refusals(snapshot.session(), kept.id, 10);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].last_reason, "Later");
  EXPECT_EQ(rows[1].kind == "signature" ? rows[1].times : rows[2].times, 3000);
  EXPECT_EQ(rows[1].kind == "signature" ? rows[1].last_reason : rows[2].last_reason, "Reason 2");
}

TEST_P(DeliveriesTest, AReasonThatQuotesWhatIsNoTextIsWrittenAllTheSame) {
  // Otherwise a stranger's header field would keep every later count from being written.
  const auto kept = add(settings());
  deliveries->count_refused({refused(kept.id, "encoding", "Packed: \xFF\xFE\x1B, \xC3", 1),
                             refused(kept.id, "signature", "The “field” is missing.", 2)});
  const workflows::store::ReadSnapshot snapshot(world->database);
  const auto rows = read_refusals(snapshot.session(), kept.id, 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].last_reason, "Packed: ???, ?");
  EXPECT_EQ(rows[1].last_reason, "The “field” is missing.");
}

}  // namespace

}  // namespace provost::tests
