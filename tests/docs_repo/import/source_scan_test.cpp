#include "docs_repo/import/source_scan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "docs_repo/import/upload_folder.hpp"

namespace provost::docs_repo {

namespace fs = std::filesystem;

class SourceScanTest : public testing::Test {
 protected:
  SourceScanTest() {
    auto pattern = (fs::temp_directory_path() / "provost-scan-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~SourceScanTest() override { fs::remove_all(folder); }
  void write(const std::string& path, const std::string& content) {
    fs::create_directories((folder / path).parent_path());
    std::ofstream(folder / path, std::ios::binary) << content;
  }
  SourceScan scan(ScanOptions options = {}) {
    return scan_sources(folder, options, [](std::size_t) {});
  }
  std::string problem_of(const std::string& path) {
    for (const auto& problem : scan({false, 1000}).problems) {
      if (problem.path == path) return problem.what;
    }
    return "";
  }
  fs::path folder;
};

TEST_F(SourceScanTest, FilesComeInOrderWithTypeAndTitle) {
  write("b/second_file-name.txt", "text");
  write("a.md", "# First\n");
  write("report.pdf", "%PDF-1.4\n");
  write(".git/config", "x");
  write(".hidden.md", "# x");
  write("~$lock.docx", "x");
  const auto found = scan();
  ASSERT_EQ(found.files.size(), 3U);
  EXPECT_EQ(found.files[0].path, "a.md");
  EXPECT_EQ(found.files[0].title, "First");
  EXPECT_EQ(found.files[1].path, "b/second_file-name.txt");
  EXPECT_EQ(found.files[1].title, "Second file name");
  EXPECT_EQ(found.files[2].kind, ContentKind::pdf);
  EXPECT_TRUE(found.problems.empty());
}

TEST_F(SourceScanTest, WhatCannotBeBroughtInIsNamedWithTheRemedy) {
  write("latin.md", "# caf\xe9\n");
  write("zero.md", std::string("# a\0b\n", 6));
  write("empty.md", "");
  write("large.bin", std::string(2000, 'x'));
  write("title.md", "# " + std::string(400, 't') + "\n");
  fs::create_symlink("/etc/hostname", folder / "outside.md");
  EXPECT_THAT(problem_of("latin.md"), testing::HasSubstr("UTF-8"));
  EXPECT_THAT(problem_of("zero.md"), testing::HasSubstr("zero byte"));
  EXPECT_THAT(problem_of("empty.md"), testing::HasSubstr("empty"));
  EXPECT_THAT(problem_of("large.bin"), testing::HasSubstr("more than the 1 KB"));
  EXPECT_THAT(problem_of("title.md"), testing::HasSubstr("400 characters"));
  EXPECT_THAT(problem_of("outside.md"), testing::HasSubstr("leads out of the folder"));
}

TEST_F(SourceScanTest, AnArchiveCannotWriteOutsideItsFolder) {
  write("in/a.md", "# A\n");
  const auto command = "cd '" + (folder / "in").string() +
                       "' && printf 'import zipfile\\nz = zipfile.ZipFile(\"../evil.zip\", \"w\")\\n" +
                       "z.writestr(\"../../evil.txt\", \"x\")\\nz.close()\\n' | python3 -";
  ASSERT_EQ(std::system(command.c_str()), 0);
  fs::path unpacked;
  {
    UploadFolder upload(folder);
    unpacked = upload.path();
    EXPECT_TRUE(upload.add("evil.zip", folder / "evil.zip", 1000));
    EXPECT_TRUE(upload.add("../x", folder / "in/a.md", 1000));
    EXPECT_FALSE(upload.add("a.md", folder / "in/a.md", 1000));
    EXPECT_TRUE(fs::exists(unpacked / "a.md"));
  }
  EXPECT_FALSE(fs::exists(unpacked));
  EXPECT_FALSE(fs::exists(folder.parent_path() / "evil.txt"));
}

}  // namespace provost::docs_repo
