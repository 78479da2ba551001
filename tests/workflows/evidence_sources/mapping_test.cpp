#include "workflows/evidence_sources/mapping.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "workflows/errors.hpp"
#include "workflows/evidence_sources/ready_made.hpp"

namespace provost::tests {

namespace {

using namespace workflows::evidence_sources;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const boost::json::value document = boost::json::parse(R"({
  "body": {"course": "First aid", "people": ["Ada", "Tom"], "count": 3, "passed": true, "none": null, "a/b": {"m~n": "odd"},
           "nested": {"x": 1}, "time": "2026-06-30T23:30:00Z", "seconds": 1782862200, "mail": "ADA@school.example"},
  "headers": {"x-github-event": "release"}
})");

Mapping titled(const std::string& title) {
  Mapping mapping;
  mapping.title = title;
  return mapping;
}

std::string filled(const std::string& text) {
  std::vector<std::string> problems;
  auto result = filled_in(text, document, problems);
  return problems.empty() ? result : "problem: " + problems.front();
}

std::string day_of(const std::string& text, const std::string& zone) {
  auto mapping = titled("x");
  mapping.effective_on = text;
  const auto mapped = apply(mapping, document, zone);
  return mapped.problems.empty() ? mapped.effective_on : "problem: " + mapped.problems.front();
}

}  // namespace

TEST(EvidenceMapping, FillsWordsAndPlacesIn) {
  EXPECT_EQ(filled("Course {/body/course} by {/body/people}"), "Course First aid by Ada, Tom");
  EXPECT_EQ(filled("{/body/count}{/body/passed}{/body/none}"), "3true");
  EXPECT_EQ(filled("{/body/a~1b/m~0n}"), "odd");
  EXPECT_EQ(filled("{/body/people/1}"), "Tom");
  EXPECT_EQ(filled("braces { } stay"), "braces { } stay");
  EXPECT_EQ(filled(""), "");
}

TEST(EvidenceMapping, KeepsWhatItSaysOfUnknownPeople) {
  auto mapping = titled("x");
  EXPECT_EQ(mapping_from_text(R"({"title":"x"})").unknown_person, UnknownPerson::wait);
  mapping.unknown_person = UnknownPerson::owner;
  mapping.notes_unknown_person = true;
  const auto read = mapping_from_text(to_text(mapping));
  EXPECT_EQ(read.unknown_person, UnknownPerson::owner);
  EXPECT_TRUE(read.notes_unknown_person);
  EXPECT_THROW(mapping_from_text(R"({"title":"x","unknown_person":"anybody"})"), workflows::Invalid);
  EXPECT_THROW(mapping_from_text(R"({"title":"x","notes_unknown_person":"yes"})"), workflows::Invalid);
}

TEST(EvidenceMapping, TakesTheAddressOfAnUnknownPersonOutOfWhatIsKept) {
  const auto sent = boost::json::parse(
      R"({"body":{"mail":"Ada@School.example","text":"ada@school.example and ADA@SCHOOL.EXAMPLE wrote","ada@school.example":[1,"x"]}})");
  auto mapping = titled("x");
  mapping.person = "{/body/mail}";
  EXPECT_EQ(without_person(mapping, sent), sent) << "it waits for a person, who needs to see it";
  mapping.unknown_person = UnknownPerson::owner;
  EXPECT_EQ(boost::json::serialize(without_person(mapping, sent)),
            R"({"body":{"mail":"","text":" and  wrote","":[1,"x"]}})");
  mapping.notes_unknown_person = true;
  EXPECT_EQ(without_person(mapping, sent), sent);
  mapping.notes_unknown_person = false;
  mapping.person = "x";
  EXPECT_EQ(without_person(mapping, sent), sent) << "no address, so it could be any word";
}

TEST(ReadyMadeKinds, SurveysTakeAnswersOfAnybody) {
  for (const auto& kind : ready_made_kinds()) {
    const bool survey = kind.name.ends_with("_forms") || kind.name == "typeform" || kind.name == "survey_monkey";
    EXPECT_EQ(kind.mapping.unknown_person == UnknownPerson::owner, survey) << kind.name;
    EXPECT_FALSE(kind.mapping.notes_unknown_person) << kind.name;
  }
}

TEST(EvidenceMapping, TakesTheFirstPlaceThatIsThere) {
  EXPECT_EQ(filled("{/body/absent|/body/course}"), "First aid");
  EXPECT_EQ(filled("{/body/course|/body/count}"), "First aid");
  EXPECT_EQ(filled("x{/body/absent|}"), "x");
  EXPECT_THAT(filled("{/body/absent|/body/absent2}"), HasSubstr("points at “/body/absent”"));
}

TEST(EvidenceMapping, SaysWhatIsMissingAndNeverThrows) {
  EXPECT_THAT(filled("{/body/absent}"), HasSubstr("which the delivery does not have"));
  EXPECT_THAT(filled("{/body/people/7}"), HasSubstr("which the delivery does not have"));
  EXPECT_THAT(filled("{/body/nested}"), HasSubstr("has an object"));
  EXPECT_THAT(filled("{/body/course"), HasSubstr("never closed"));
  EXPECT_THAT(filled("{/body/~2}"), HasSubstr("which the delivery does not have"));
  for (const char* other : {"null", "[]", "3", "\"text\""}) {
    EXPECT_FALSE(apply(titled("{/body/title}"), boost::json::parse(other), "Europe/London").problems.empty());
  }
}

TEST(EvidenceMapping, ReadsDaysInTheZoneOfTheOrganisation) {
  EXPECT_EQ(day_of("2026-11-20", "Europe/London"), "2026-11-20");
  EXPECT_EQ(day_of("{/body/time}", "UTC"), "2026-06-30");
  EXPECT_EQ(day_of("{/body/time}", "Europe/London"), "2026-07-01");
  EXPECT_EQ(day_of("{/body/seconds}", "Europe/London"), "2026-07-01");
  EXPECT_EQ(day_of("{/body/seconds}000", "Europe/London"), "2026-07-01");
  EXPECT_EQ(day_of("2026-11-20 10:00:00 UTC", "Europe/London"), "2026-11-20");
  EXPECT_EQ(day_of("2026-11-20T21:56:31.182613+00:00", "Europe/London"), "2026-11-20");
  EXPECT_EQ(day_of("", "Europe/London"), "");
  EXPECT_THAT(day_of("next week", "Europe/London"), HasSubstr("cannot be read"));
  EXPECT_THAT(day_of("2026-13-40T00:00:00Z", "Europe/London"), HasSubstr("cannot be read"));
  EXPECT_THAT(day_of("99999999999999999999", "Europe/London"), HasSubstr("cannot be read"));
}

TEST(EvidenceMapping, PartsLists) {
  auto mapping = titled("x");
  mapping.clauses = "7.2, ISO 21001:2018 8.5.1;7.2\n";
  mapping.documents = "{/body/people}";
  mapping.person = "{/body/mail}";
  const auto mapped = apply(mapping, document, "UTC");
  EXPECT_THAT(mapped.clauses, ElementsAre("7.2", "ISO 21001:2018 8.5.1"));
  EXPECT_THAT(mapped.documents, ElementsAre("Ada", "Tom"));
  EXPECT_EQ(mapped.person, "ada@school.example");
}

TEST(EvidenceMapping, CountsOnlyWhatItIsFor) {
  auto mapping = titled("x");
  mapping.when = "/headers/x-github-event";
  mapping.when_values = {"push", "release"};
  EXPECT_EQ(apply(mapping, document, "UTC").passed_over, "");
  mapping.when_values = {"push"};
  EXPECT_THAT(apply(mapping, document, "UTC").passed_over, HasSubstr("here it is “release”"));
  mapping.when = "/headers/absent";
  EXPECT_THAT(apply(mapping, document, "UTC").passed_over, HasSubstr("missing"));
}

TEST(EvidenceMapping, RefusesAddressesThatAreNoneOfTheWeb) {
  auto mapping = titled("x");
  mapping.address = "javascript:alert(1)";
  EXPECT_THAT(apply(mapping, document, "UTC").problems, ElementsAre(HasSubstr("is not a web address")));
}

TEST(EvidenceMapping, IsCheckedBeforeItIsKept) {
  EXPECT_NO_THROW(check_mapping(titled("{/body/title}")));
  EXPECT_THROW(check_mapping(titled("")), workflows::Invalid);
  EXPECT_THROW(check_mapping(titled("{/body/title")), workflows::Invalid);
  EXPECT_THROW(check_mapping(titled("{/body/~x}")), workflows::Invalid);
  EXPECT_THROW(check_mapping(titled(std::string(1001, 'x'))), workflows::Invalid);
  auto mapping = titled("x");
  mapping.files = "body/files";
  EXPECT_THROW(check_mapping(mapping), workflows::Invalid);
}

TEST(EvidenceMapping, IsKeptAsText) {
  for (const auto& kind : ready_made_kinds()) {
    SCOPED_TRACE(kind.name);
    EXPECT_NO_THROW(check_mapping(kind.mapping));
    EXPECT_EQ(to_text(mapping_from_text(to_text(kind.mapping))), to_text(kind.mapping));
    const boost::json::value sent =
        boost::json::object{{"headers", boost::json::object()}, {"body", boost::json::parse(kind.sample)}};
    const auto mapped = apply(kind.mapping, sent, "Europe/London");
    EXPECT_THAT(mapped.problems, IsEmpty());
    EXPECT_EQ(mapped.passed_over, "");
    EXPECT_NE(mapped.effective_on, "");
  }
  for (const char* wrong : {"", "[]", "{\"unknown\":\"x\"}", "{\"title\":1}", "{\"when_values\":\"x\"}"}) {
    EXPECT_THROW(mapping_from_text(wrong), workflows::Invalid) << wrong;
  }
}

}  // namespace provost::tests
