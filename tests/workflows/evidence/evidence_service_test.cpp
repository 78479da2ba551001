#include "workflows/evidence/evidence_service.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/evidence/evidence_pieces.hpp"
#include "workflows/evidence/evidence_register.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"
#include "workflows/gap_analysis/gap_analysis_service.hpp"

namespace provost::tests {

namespace {

using namespace workflows::evidence;
using testing::ElementsAre;
using testing::HasSubstr;
using workflows::gap_analysis::Result;

class EvidenceServiceTest : public JourneyOnBothDatabases {
 protected:
  void SetUp() override {
    JourneyOnBothDatabases::SetUp();
    if (IsSkipped()) return;
    service = std::make_unique<EvidenceService>(world->database, world->clock, world->catalogue, world->facts,
                                                world->standards, world->files);
    path = world->folder.path() / "registers.csv";
    write_file(path, "class,week,recorded\n3B,42,yes\n");
  }
  NewEvidence registers() const {
    NewEvidence wanted;
    wanted.title = "Registers of October";
    wanted.file = path;
    wanted.file_name = "registers.csv";
    wanted.clauses = {"ISO 21001:2018 8.5.1.3", "7.5.3"};
    wanted.valid_until = "2027-02-01";
    return wanted;
  }
  std::string add(const NewEvidence& wanted, const char* person = "author") {
    return service->add(world->actor(person), wanted);
  }
  std::vector<EvidenceRow> rows(EvidenceQuery query = {}, const char* person = "quality") {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return read_evidence(snapshot.session(), world->catalogue, world->actor(person), query, today(), world->clock.now())
        .rows;
  }
  workflows::Day today() const { return workflows::day_in_zone(world->clock.now(), "Europe/London"); }
  std::string refusal(const NewEvidence& wanted, const char* person = "author") {
    try {
      add(wanted, person);
    } catch (const workflows::DomainError& error) {
      return error.what();
    }
    return "taken";
  }
  void days_pass(int days) {
    world->clock.move(std::chrono::hours(24 * days));
    world->timers.sweep();
  }
  std::int64_t count_cases() {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return snapshot.session().number("SELECT COUNT(*) AS n FROM cases");
  }
  std::unique_ptr<EvidenceService> service;
  std::filesystem::path path;
};
PROVOST_ON_BOTH_DATABASES(EvidenceServiceTest);

TEST_P(EvidenceServiceTest, APieceIsHandedInWithItsLinksAndCheckedBySomebodyElse) {
  const auto key = add(registers());
  const auto seen = world->view_case(key, "quality");
  EXPECT_EQ(seen.one.state, "received");
  ASSERT_EQ(seen.attachments.size(), 1U);
  EXPECT_EQ(seen.attachments[0].file_name, "registers.csv");
  EXPECT_TRUE(world->files.holds(seen.attachments[0].sha256));
  EXPECT_EQ(seen.one.fields.at("received_on").as_string(), workflows::to_text(today()));
  EXPECT_EQ(seen.one.fields.at("effective_on").as_string(), workflows::to_text(today()));
  EXPECT_THROW(world->fire(key, "author", "accept"), workflows::DomainError);
  world->fire(key, "quality", "accept");
  const auto listed = rows();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].standing, Standing::valid);
  EXPECT_THAT(listed[0].clauses, ElementsAre("ISO 21001:2018 8.5.1.3", "7.5.3"));
  EXPECT_EQ(listed[0].files, 1);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(EvidenceServiceTest, WhatIsRefusedLeavesNothing) {
  auto wanted = registers();
  wanted.clauses = {"99.9"};
  EXPECT_THAT(refusal(wanted), HasSubstr("has the clause “99.9”"));
  wanted = registers();
  wanted.documents = {"PO-999"};
  EXPECT_THAT(refusal(wanted), HasSubstr("no document PO-999"));
  wanted = registers();
  wanted.valid_until = "2020-01-01";
  EXPECT_THAT(refusal(wanted), HasSubstr("expired already"));
  wanted = registers();
  wanted.effective_on = "2099-01-01";
  EXPECT_THAT(refusal(wanted), HasSubstr("has not come yet"));
  wanted = registers();
  wanted.file_name = "registers.pdf";
  EXPECT_THAT(refusal(wanted), HasSubstr("named as a PDF file"));
  wanted = registers();
  wanted.file.reset();
  EXPECT_THAT(refusal(wanted), HasSubstr("Choose a file"));
  EXPECT_THAT(refusal(registers(), "external"), HasSubstr("Your roles do not allow"));
  write_file(path, "");
  EXPECT_THAT(refusal(registers()), HasSubstr("is empty"));
  EXPECT_EQ(count_cases(), 0);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(EvidenceServiceTest, TheFileStaysAndOnlyThoseConcernedKnowOfThePiece) {
  const auto key = add(registers());
  const auto sha256 = world->view_case(key, "author").attachments[0].sha256;
  EXPECT_THROW(world->cases.detach(world->actor("author"), key, sha256, "Wrong"), workflows::Conflict);
  const auto more = world->folder.path() / "more.txt";
  write_file(more, "more");
  const auto second = world->cases.attach(world->actor("author"), key, more, "more.txt");
  EXPECT_THROW(world->cases.detach(world->actor("quality"), key, second, "Wrong"), workflows::Conflict);
  EXPECT_THROW(world->view_case(key, "teacher"), workflows::NotFound);
  EXPECT_TRUE(rows({}, "teacher").empty());
  EXPECT_EQ(rows({}, "auditor").size(), 1U);
}

TEST_P(EvidenceServiceTest, ItIsAskedForAgainAndTheNewerPieceTakesItsPlace) {
  const auto key = add(registers());
  world->fire(key, "quality", "accept");
  auto query = EvidenceQuery{};
  while (rows().size() == 1) {
    ASSERT_LT(workflows::to_text(today()), "2027-01-04") << "nobody was asked for newer evidence";
    days_pass(1);
  }
  EXPECT_EQ(workflows::to_text(today()), "2027-01-02") << "30 days before its last day";
  query.standing = "waiting";
  const auto asked = rows(query);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_THAT(asked[0].clauses, testing::UnorderedElementsAre("ISO 21001:2018 8.5.1.3", "7.5.3"));
  EXPECT_EQ(world->view_case(asked[0].key, "author").parent->key, key);
  world->fire(asked[0].key, "author", "provide", {{"address", "https://example.org/registers"}});
  EXPECT_EQ(world->state_of(key, "author"), "valid");
  world->fire(asked[0].key, "quality", "accept");
  EXPECT_EQ(world->state_of(key, "author"), "replaced");
  query.standing = "valid";
  EXPECT_EQ(rows(query).size(), 1U);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(EvidenceServiceTest, StaleEvidenceLowersWhatItSupportsUntilItIsRenewed) {
  workflows::gap_analysis::GapAnalysisService analyses(world->database, world->clock, world->catalogue, world->facts,
                                                       world->standards);
  const auto gaps = world->open("gap_analysis", "quality",
                                {{"standard", boost::json::array{"iso_21001_2018"}},
                                 {"scope", "All"},
                                 {"planned_end", "2028-01-31"},
                                 {"assessors", boost::json::array{"auditor@example.org"}}});
  world->fire(gaps, "quality", "begin");
  for (const auto* clause : {"7.5.3", "8.5.1.3", "4.1"}) {
    analyses.save(world->actor("auditor"), gaps, "iso_21001_2018", clause, {{"result", "conforms"}}, std::nullopt);
  }
  analyses.save(world->actor("auditor"), gaps, "iso_21001_2018", "8.5.1.3", {{"result", "partial"}}, std::nullopt);
  const auto counted = [&](const char* clause, const char* person = "quality") {
    const workflows::store::ReadSnapshot snapshot(world->database);
    const auto analysis =
        workflows::gap_analysis::read_gap_analysis(snapshot.session(), world->catalogue, world->facts, world->standards,
                                                   world->actor(person), gaps, world->clock.now());
    return workflows::gap_analysis::require_answer(analysis, "iso_21001_2018", clause).answer;
  };
  const auto key = add(registers());
  EXPECT_FALSE(counted("7.5.3").is_shown()) << "nobody has looked at it yet";
  world->fire(key, "quality", "accept");
  EXPECT_TRUE(counted("7.5.3").is_shown());
  EXPECT_EQ(counted("7.5.3").counted, Result::conforms);
  days_pass(120);
  EXPECT_EQ(world->state_of(key, "quality"), "expired");
  EXPECT_EQ(counted("7.5.3").counted, Result::partial);
  EXPECT_EQ(counted("7.5.3").before_expiry, Result::conforms);
  EXPECT_TRUE(counted("7.5.3").is_to_check());
  EXPECT_EQ(counted("8.5.1.3").counted, Result::none) << "nothing valid is left";
  EXPECT_EQ(counted("4.1").counted, Result::conforms);
  EXPECT_EQ(counted("7.5.3").evidence.stale.size(), 1U);
  EXPECT_EQ(counted("7.5.3", "teacher").evidence.stale.size(), 0U) << "lowered for everybody, named to few";
  EXPECT_EQ(counted("7.5.3", "teacher").counted, Result::partial);
  auto other = registers();
  other.title = "Registers of another class";
  other.valid_until.clear();
  world->fire(add(other), "quality", "accept");
  EXPECT_EQ(counted("8.5.1.3").counted, Result::partial) << "another piece is valid";
  world->fire(key, "quality", "retire");
  EXPECT_EQ(counted("7.5.3").counted, Result::conforms);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(EvidenceServiceTest, TheRegisterFiltersSortsAndCounts) {
  auto early = registers();
  early.valid_until = "2026-12-01";
  early.title = "Early";
  auto late = registers();
  late.title = "Late 50%";
  late.clauses = {"ISO 21001:2018 4.1"};
  auto never = registers();
  never.title = "Never";
  never.valid_until.clear();
  world->fire(add(never), "quality", "accept");
  world->fire(add(late), "quality", "accept");
  world->fire(add(early), "quality", "accept");
  add(registers());
  const auto titles = [&](EvidenceQuery query) {
    std::vector<std::string> found;
    for (const auto& row : rows(std::move(query))) found.push_back(row.title);
    return found;
  };
  EvidenceQuery query;
  query.standing = "valid";
  EXPECT_THAT(titles(query), ElementsAre("Early", "Late 50%", "Never"));
  query.descending = true;
  EXPECT_THAT(titles(query), ElementsAre("Never", "Late 50%", "Early"));
  query = {};
  query.clauses = {"4.1", "ISO 21001:2018 4.1"};
  EXPECT_THAT(titles(query), ElementsAre("Late 50%"));
  query = {};
  query.search = "50%";
  EXPECT_THAT(titles(query), ElementsAre("Late 50%"));
  query = {};
  query.sort = "title";
  query.limit = 2;
  query.offset = 1;
  EXPECT_THAT(titles(query), ElementsAre("Late 50%", "Never"));
  query = {};
  query.standing = "nonsense";
  EXPECT_THROW(rows(query), workflows::Invalid);
  query = {};
  query.sort = "password";
  EXPECT_THROW(rows(query), workflows::Invalid);
  const workflows::store::ReadSnapshot snapshot(world->database);
  const auto counts =
      count_evidence(snapshot.session(), world->catalogue, world->actor("quality"), today(), world->clock.now());
  EXPECT_EQ(counts.to_check, 1);
  EXPECT_EQ(counts.expiring, 1);
  EXPECT_EQ(counts.expired, 0);
}

TEST_P(EvidenceServiceTest, AClauseCanBeAddedAndTakenAwayLater) {
  const auto key = add(registers());
  EvidenceQuery query;
  query.clauses = {"4.1"};
  EXPECT_TRUE(rows(query).empty());
  world->cases.link(world->actor("author"), key, "clause", "4.1");
  EXPECT_EQ(rows(query).size(), 1U);
  const auto links = world->view_case(key, "author").links;
  const auto added = std::find_if(links.begin(), links.end(), [](const auto& one) { return one.link.target == "4.1"; });
  ASSERT_NE(added, links.end());
  world->cases.unlink(world->actor("author"), key, added->link.id);
  EXPECT_TRUE(rows(query).empty());
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(EvidenceServiceTest, NobodyChecksWhatTheyHandedInThemselves) {
  const auto key = world->open("evidence_request", "author",
                               {{"what", "Registers"}, {"provider", "teacher@example.org"}}, "Registers");
  world->fire(key, "quality", "provide", {{"address", "https://example.org"}});
  EXPECT_THROW(world->fire(key, "quality", "accept"), workflows::DomainError);
  world->fire(key, "quality", "choose_checker", {{"checker", "auditor@example.org"}});
  world->fire(key, "auditor", "accept");
  EXPECT_EQ(world->state_of(key, "quality"), "valid");
  auto own = registers();
  EXPECT_THAT(refusal(own, "quality"), HasSubstr("Choose who checks it"));
  own.checker = "auditor@example.org";
  EXPECT_NO_THROW(add(own, "quality"));
}

TEST_P(EvidenceServiceTest, WhatAPieceLeadsToIsFixedOnceItWasChecked) {
  const auto key = add(registers());
  world->cases.link(world->actor("author"), key, "clause", "4.2");
  world->fire(key, "quality", "accept");
  EXPECT_THROW(world->cases.link(world->actor("author"), key, "clause", "9.3.1"), workflows::Conflict);
  EXPECT_THROW(world->cases.attach(world->actor("author"), key, path, "more.csv"), workflows::Conflict);
  EXPECT_NO_THROW(world->cases.link(world->actor("quality"), key, "clause", "9.3.1"));
  const auto links = world->view_case(key, "author").links;
  EXPECT_THROW(world->cases.unlink(world->actor("author"), key, links.front().link.id), workflows::Conflict);
  EXPECT_THROW(
      world->cases.open(world->actor("author"),
                        {"evidence_request", "Mine", {{"what", "x"}, {"provider", "author@example.org"}}, "", key}),
      workflows::Conflict);
  world->fire(key, "quality", "retire");
  EXPECT_THROW(world->cases.attach(world->actor("quality"), key, path, "registers.csv"), workflows::Conflict);
}

TEST_P(EvidenceServiceTest, AConfidentialCaseIsNotNamedByTheEvidenceThatLeadsToIt) {
  const auto complaint = world->open("complaint", "quality", {{"kind", "complaint"}, {"complaint", "x"}}, "Hush");
  auto wanted = registers();
  wanted.cases = {complaint};
  wanted.checker = "auditor@example.org";
  add(wanted, "quality");
  ASSERT_EQ(rows({}, "quality").size(), 1U);
  EXPECT_THAT(rows({}, "quality")[0].cases, ElementsAre(complaint));
  ASSERT_EQ(rows({}, "auditor").size(), 1U);
  EXPECT_TRUE(rows({}, "auditor")[0].cases.empty());
  EvidenceQuery query;
  query.case_key = complaint;
  EXPECT_EQ(rows(query, "quality").size(), 1U);
  EXPECT_TRUE(rows(query, "auditor").empty());
}

TEST_P(EvidenceServiceTest, AFileThatWasRefusedLaterOnGoesAgain) {
  auto wanted = registers();
  wanted.documents = {"PO-999"};
  EXPECT_THAT(refusal(wanted), HasSubstr("no document PO-999"));
  const auto sha256 = workflows::cases::AttachmentFiles::hash_of(path);
  EXPECT_TRUE(world->files.holds(sha256));
  remove_disposed_files(world->database, world->clock, world->files);
  EXPECT_FALSE(world->files.holds(sha256));
}

TEST_P(EvidenceServiceTest, TheRegisterIsMadeAnewFromTheCases) {
  world->fire(add(registers()), "quality", "accept");
  workflows::store::WriteTransaction transaction(world->database, world->clock);
  auto& session = transaction.session();
  EXPECT_TRUE(pieces_fit(session));
  session.execute("UPDATE evidence_pieces SET state = 'expired'");
  EXPECT_FALSE(pieces_fit(session));
  note_pieces_anew(session);
  EXPECT_TRUE(pieces_fit(session));
  session.execute("DELETE FROM evidence_clauses WHERE clause = '7.5.3'");
  EXPECT_FALSE(pieces_fit(session));
  note_pieces_anew(session);
  EXPECT_TRUE(pieces_fit(session));
}

TEST_P(EvidenceServiceTest, WhatIsOutOfUseAndKeptForLongEnoughGoesOnceLeadershipHasSigned) {
  const auto retired = [&](const char* title, const char* content, const char* keep_until) {
    write_file(path, content);
    auto wanted = registers();
    wanted.title = title;
    const auto key = add(wanted);
    world->fire(key, "quality", "accept", {{"keep_until", keep_until}});
    world->fire(key, "quality", "retire");
    return key;
  };
  const auto old = retired("Old", "a,b\n", "2026-11-30");
  const auto twin = retired("Old too", "a,b\n", "2027-12-31");
  const auto held = retired("Held", "c,d\n", "2026-11-30");
  const auto file_of = [&](const std::string& key) {
    return world->view_case(key, "quality").attachments.at(0).sha256;
  };
  const auto shared = file_of(old);
  ASSERT_EQ(shared, file_of(twin));
  days_pass(10);
  const auto hold =
      world->open("legal_hold", "quality",
                  {{"matter", "A dispute"}, {"records", boost::json::array{boost::json::object{{"record", held}}}}});
  const auto disposal = world->open("record_disposal", "quality", {{"reason", "Six years are over"}});
  world->fire(disposal, "quality", "list");
  const auto rows_of = [&] {
    const auto view = world->view_case(disposal, "quality");
    const auto* listed = view.one.fields.if_contains("records");
    return listed == nullptr ? std::string() : boost::json::serialize(*listed);
  };
  EXPECT_THAT(rows_of(), HasSubstr(old));
  EXPECT_THAT(rows_of(), testing::Not(HasSubstr(held)));
  EXPECT_THAT(rows_of(), testing::Not(HasSubstr(twin)));
  const auto put = [&](const std::string& key, const char* title) {
    world->fire(disposal, "quality", "correct",
                {{"records", boost::json::array{boost::json::object{{"record", key}, {"title", title}}}}});
  };
  const auto why_not = [&] {
    try {
      world->fire(disposal, "quality", "submit");
    } catch (const workflows::Conflict& conflict) {
      return conflict.reasons().at(0);
    }
    return std::string("submitted");
  };
  put(held, "Held");
  EXPECT_EQ(why_not(), held + " is held by " + hold + ".");
  put(twin, "Old too");
  EXPECT_EQ(why_not(), twin + " is to be kept until 2027-12-31.");
  put("EV-99", "x");
  EXPECT_EQ(why_not(), "There is no evidence EV-99.");
  const auto appeal = world->open("complaint", "quality", {{"kind", "appeal"}, {"complaint", "x"}});
  world->cases.link(world->actor("quality"), appeal, "case", old);
  put(old, "Old");
  EXPECT_THAT(why_not(), HasSubstr("is evidence for a case that is still open"));
  world->cases.unlink(world->actor("quality"), appeal, world->view_case(appeal, "quality").links.front().link.id);
  put(old, "Something else");
  EXPECT_THAT(why_not(), HasSubstr("is called “Old”"));
  put(old, "Old");
  EXPECT_EQ(why_not(), "submitted");
  EXPECT_THROW(world->fire(disposal, "quality", "approve"), workflows::DomainError);
  world->fire(disposal, "principal", "approve");

  const auto gone = world->view_case(old, "quality");
  EXPECT_TRUE(gone.attachments.empty());
  EXPECT_EQ(gone.history.back().title, "Disposed of");
  EXPECT_THAT(boost::json::serialize(gone.history.back().changes), HasSubstr(shared));
  EvidenceQuery query;
  query.standing = "disposed";
  ASSERT_EQ(rows(query).size(), 1U);
  EXPECT_EQ(rows(query)[0].key, old);
  remove_disposed_files(world->database, world->clock, world->files);
  EXPECT_TRUE(world->files.holds(shared)) << "another piece has the same content";

  world->fire(hold, "principal", "lift");
  const auto second = world->open("record_disposal", "quality", {{"reason", "The dispute is over"}});
  world->fire(second, "quality", "list");
  world->fire(second, "quality", "submit");
  const auto held_file = file_of(held);
  world->fire(second, "principal", "approve");
  EXPECT_TRUE(world->files.holds(held_file)) << "the files go after the commit";
  remove_disposed_files(world->database, world->clock, world->files);
  EXPECT_FALSE(world->files.holds(held_file));
  remove_disposed_files(world->database, world->clock, world->files);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

}  // namespace

}  // namespace provost::tests
