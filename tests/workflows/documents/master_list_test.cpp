#include "workflows/documents/master_list.hpp"

#include <gmock/gmock.h>

#include "workflows/errors.hpp"

namespace provost::tests {

using namespace workflows::documents;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

MasterList read(std::string_view text) {
  return read_master_list(docs_repo::read_table(text));
}

/// The one document of a list with the given columns after code and title.
ListedDocument one(const std::string& columns, const std::string& cells) {
  const auto list = read("code,title," + columns + "\nQP-1,Complaints," + cells + "\n");
  EXPECT_EQ(list.problems.size(), 0U);
  return list.documents.at(0);
}

}  // namespace

TEST(MasterList, TheEightColumnsAreReadByTheirHeadingsWhereverTheyStand) {
  const auto list = read(
      "Northbridge College: master list of documents\n,,,,,,,\n"
      "Status,Doc. No.,Document title,Type,Process,Rev.,Review due,Owner\n"
      "Approved,QP 4/01,Complaints,Procedure,Feedback; Support,3.2,31/01/2027,Anna Berger\n"
      ",,,,,,,\n"
      "draft,FM-9,Complaint form,rg,,,,\n");
  ASSERT_EQ(list.documents.size(), 2U);
  const auto& first = list.documents[0];
  EXPECT_EQ(first.row, 4);
  EXPECT_EQ(first.code, "QP-4-01");
  EXPECT_EQ(first.title, "Complaints");
  EXPECT_EQ(first.type, "procedure");
  EXPECT_THAT(first.processes, ElementsAre("Feedback", "Support"));
  EXPECT_EQ(to_text(first.label), "3.2");
  EXPECT_EQ(first.state, VersionState::effective);
  EXPECT_EQ(to_text(*first.next_review), "2027-01-31");
  EXPECT_EQ(first.owner, "Anna Berger");
  EXPECT_THAT(first.remarks, ElementsAre("“QP 4/01” became QP-4-01."));
  EXPECT_EQ(list.documents[1].type, "form");
  EXPECT_EQ(list.documents[1].state, VersionState::draft);
  EXPECT_EQ(list.documents[1].row, 6);
}

TEST(MasterList, DaysAreReadAsPeopleAndSpreadsheetsWriteThem) {
  for (const auto* text :
       {"2027-01-31", "2027-01-31 00:00:00", "31.01.2027", "31/1/2027", "31 January 2027", "31 Jan 2027"}) {
    EXPECT_EQ(to_text(one("next review", text).next_review.value()), "2027-01-31") << text;
  }
  for (const auto* text : {"31.02.2027", "01/31/2027", "soon", "2027", "23.11.26"}) {
    const auto listed = one("next review", text);
    EXPECT_FALSE(listed.next_review) << text;
    EXPECT_THAT(listed.remarks, ElementsAre(HasSubstr("is not a date"))) << text;
  }
}

TEST(MasterList, ARunningNumberBeforeTheCodeIsNotTheCode) {
  const auto list = read("No.,Document code,Title\n1,QP-7,Complaints\n");
  ASSERT_EQ(list.documents.size(), 1U);
  EXPECT_EQ(list.documents[0].code, "QP-7");
}

TEST(MasterList, VersionsAreReadWithTheLettersBeforeThem) {
  EXPECT_EQ(to_text(one("version", "v2").label), "2.0");
  EXPECT_EQ(to_text(one("version", "Rev. 2.4").label), "2.4");
  for (const auto* text : {"C", "0.9", "2.4.1", "99999999999999999999", "v 12345678.1", "March 2"}) {
    const auto listed = one("version", text);
    EXPECT_EQ(to_text(listed.label), "1.0") << text;
    EXPECT_THAT(listed.remarks, ElementsAre(HasSubstr("became 1.0"))) << text;
  }
}

TEST(MasterList, WhatIsNotKnownIsToldAndDoesNotStopTheRow) {
  const auto listed = one("type,state", "SOP,somewhere");
  EXPECT_EQ(listed.type, "");
  EXPECT_EQ(listed.state, VersionState::draft);
  EXPECT_EQ(listed.remarks.size(), 2U);
}

TEST(MasterList, RowsThatCannotBeTakenAreNamed) {
  const auto list = read(
      "code,title,type\n,No code,\nQP-1,,\nQP-2,One,\nqp 2,Again,\nnew,No "
      "digit,\n../etc/1,Path,\nÜ-1,Letter,\nWF-1,Engine,workflow\n");
  EXPECT_EQ(list.documents.size(), 1U);
  ASSERT_EQ(list.problems.size(), 7U);
  EXPECT_EQ(list.problems[0].row, 2);
  EXPECT_THAT(list.problems[2].what, HasSubstr("twice"));
  EXPECT_THAT(list.problems[3].what, HasSubstr("digit"));
  EXPECT_THAT(list.problems[6].what, HasSubstr("how the program works"));
}

TEST(MasterList, AListWithoutHeadingsOrDocumentsIsRefused) {
  EXPECT_THROW(read("a,b\n1,2\n"), workflows::Invalid);
  EXPECT_THROW(read("code,title\n,\n"), workflows::Invalid);
  EXPECT_THROW(read("\xE9"), workflows::Invalid);
}

TEST(MasterList, CodesBecomeNumbersThatAddressesAndFoldersCanHold) {
  EXPECT_EQ(number_from_code("qp 4/01"), "QP-4-01");
  EXPECT_EQ(number_from_code("4.2.1"), "4.2.1");
  EXPECT_EQ(number_from_code("A_1"), "A_1");
  for (const auto* code : {"", "new", "-", "..1", "A..1", "1.lock", "A;1", "A\xC3\xBC-1", "<b>1"}) {
    EXPECT_FALSE(number_from_code(code)) << code;
  }
  EXPECT_FALSE(number_from_code(std::string(41, '1')));
}

TEST(MasterList, AFileBelongsToTheRowThatNamesItOrElseToTheLongestCodeItsNameBeginsWith) {
  const auto list = read("code,title,file\nQP-1,One,\nQP-1-2,Two,\nQP-3,Three,old/Scan.PDF\nQP-10,Ten,\n");
  const auto found = listed_for_files(list.documents, {"sub/qp-1 One.docx", "QP-1-2_v3.pdf", "old/scan.pdf", "QP-10.md",
                                                       "QP-100.md", "notes.txt", "QP 1.docx"});
  EXPECT_THAT(found,
              ElementsAre(std::optional<std::size_t>(0), std::optional<std::size_t>(1), std::optional<std::size_t>(2),
                          std::optional<std::size_t>(3), std::nullopt, std::nullopt, std::optional<std::size_t>(0)));
}

}  // namespace provost::tests
