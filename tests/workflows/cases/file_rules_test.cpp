#include "workflows/cases/file_rules.hpp"

#include <gtest/gtest.h>

#include <string>

#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using workflows::Invalid;
using workflows::cases::check_file_content;
using workflows::cases::check_file_name;

TEST(FileRules, ANameIsOneLineWithoutFolders) {
  EXPECT_NO_THROW(check_file_name("Prüfplan 2026 (final).pdf"));
  for (const auto* name : {"", "../secret.pdf", "a/b.pdf", "a\\b.pdf", "..", "line\nbreak.pdf", "bell\a.pdf"}) {
    EXPECT_THROW(check_file_name(name), Invalid) << name;
  }
  EXPECT_THROW(check_file_name(std::string("nul\0.pdf", 8)), Invalid);
  EXPECT_THROW(check_file_name(std::string(201, 'a')), Invalid);
}

TEST(FileRules, NoCharacterMayTurnTheDirectionOfReading) {
  // Shown as "contractexe.pdf" although it ends in "exe".
  EXPECT_THROW(check_file_name("contract\xE2\x80\xAE"
                               "fdp.exe"),
               Invalid);
  EXPECT_THROW(check_file_name("contract\xE2\x81\xA6.pdf"), Invalid);
  EXPECT_NO_THROW(check_file_name("عقد.pdf"));
}

TEST(FileRules, AFileHoldsWhatItsNameSays) {
  EXPECT_NO_THROW(check_file_content("report.PDF", "application/pdf", 10));
  EXPECT_NO_THROW(check_file_content("photo.jpeg", "image/jpeg", 10));
  EXPECT_NO_THROW(check_file_content("list.csv", "text/plain", 10));
  EXPECT_NO_THROW(check_file_content("report.docx", "application/zip", 10));
  EXPECT_NO_THROW(check_file_content("drawing.dwg", "application/octet-stream", 10));
  EXPECT_THROW(check_file_content("report.pdf", "text/html", 10), Invalid);
  EXPECT_THROW(check_file_content("photo.png", "application/zip", 10), Invalid);
  EXPECT_THROW(check_file_content("list.csv", "application/pdf", 10), Invalid);
}

TEST(FileRules, ProgramsAndEmptyFilesAreRefused) {
  EXPECT_THROW(check_file_content("report.pdf", "application/pdf", 0), Invalid);
  EXPECT_THROW(check_file_content("setup.exe", "application/octet-stream", 10), Invalid);
  EXPECT_THROW(check_file_content("notes", "application/x-dosexec", 10), Invalid);
  EXPECT_THROW(check_file_content("notes.dat", "application/x-pie-executable", 10), Invalid);
}

}  // namespace

}  // namespace provost::tests
