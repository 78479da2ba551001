#include "server/http/forms.hpp"

#include <fstream>
#include <sstream>

#include "tests/server/http/server_fixture.hpp"

namespace provost::http::tests {
namespace {

Request form(const std::string& body) {
  Request request;
  request.fields.append("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
  request.body = body;
  return request;
}

int refused_with(const std::function<void()>& action) {
  try {
    action();
  } catch (const BodyRefused& refused) {
    return refused.status();
  }
  return 0;
}

TEST(Form, IsDecoded) {
  const auto fields = read_form(form("name=J%C3%B6rg+M&role=a&role=b&text=1%0D%0A2&empty="));
  EXPECT_EQ(fields.get("name"), "Jörg M");
  EXPECT_EQ(fields.all("role"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(fields.get("text"), "1\r\n2");
  EXPECT_EQ(fields.get("empty"), "");
  EXPECT_TRUE(read_form(form("")).empty());
}

TEST(Form, RefusesWhatIsNotOne) {
  EXPECT_EQ(refused_with([] { read_form(form("a=%ff")); }), 400);
  EXPECT_EQ(refused_with([] { read_form(form("a=%00")); }), 400);
  EXPECT_EQ(refused_with([] { read_form(form("a=%4")); }), 400);
  EXPECT_EQ(refused_with([] { read_form(form("a=\xff")); }), 400);
  EXPECT_EQ(refused_with([] { read_form(form("abc"), 2); }), 413);
  EXPECT_EQ(refused_with([] { read_form(Request{}); }), 415);
}

TEST(Form, IsReadFromItsFile) {
  const TemporaryFolder folder;
  SpoolWriter writer(folder.path());
  const auto value = std::string(100'000, 'x');
  writer.write("a=" + value);
  auto request = form("");
  request.spool = writer.finish();
  EXPECT_EQ(read_form(request).get("a"), value);
  EXPECT_EQ(refused_with([&] { read_form(request, 1000); }), 413);
}

class Multipart : public ::testing::Test {
 protected:
  Request request(const std::string& body, const std::string& type = "multipart/form-data; boundary=XX") const {
    Request request;
    request.fields.append("Content-Type", type);
    request.body = body;
    request.spool_folder = folder.path();
    return request;
  }

  static std::string part(const std::string& disposition, const std::string& content, const std::string& more = "") {
    return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n" + content + "\r\n";
  }

  static std::string content_of(const FormPart& part) {
    std::ostringstream content;
    content << std::ifstream(part.file->path(), std::ios::binary).rdbuf();
    return std::move(content).str();
  }

  int status(const Request& bad, const MultipartLimits& limits = {}) const {
    return refused_with([&] { read_multipart(bad, limits); });
  }

  TemporaryFolder folder;
};

TEST_F(Multipart, GivesFieldsAndFiles) {
  std::string binary;
  for (int round = 0; round < 300; ++round) {
    for (int byte = 0; byte < 256; ++byte) binary += static_cast<char>(byte);
  }
  binary += "\r\n--X\r\n--XY";
  const auto body = part("name=\"title\"", "Größe\r\nzwei") +
                    part("name=\"file\"; filename=\"Prüfung 1.md\"", binary, "Content-Type: text/markdown\r\n") +
                    part("name=\"file\"; filename=\"\"", "", "Content-Type: application/octet-stream\r\n") +
                    part("name=\"empty\"", "") + "--XX--\r\n";
  {
    const auto parts = read_multipart(request(body));
    ASSERT_EQ(parts.size(), 4U);
    EXPECT_EQ(parts[0].name, "title");
    EXPECT_EQ(parts[0].value, "Größe\r\nzwei");
    EXPECT_FALSE(parts[0].file);
    EXPECT_EQ(parts[1].file_name, "Prüfung 1.md");
    EXPECT_EQ(parts[1].media_type, "text/markdown");
    EXPECT_EQ(parts[1].file->size(), binary.size());
    EXPECT_EQ(content_of(parts[1]), binary);
    EXPECT_EQ(parts[2].file_name, "");
    EXPECT_EQ(parts[2].file->size(), 0U);
    EXPECT_EQ(parts[3].value, "");
    EXPECT_EQ(folder.count(), 2U);
  }
  EXPECT_EQ(folder.count(), 0U);
}

TEST_F(Multipart, IsReadFromItsFile) {
  const auto content = std::string(500'000, 'x');
  SpoolWriter writer(folder.path());
  writer.write(part("name=\"file\"; filename=\"a\"", content) + "--XX--\r\n");
  auto spooled = request("");
  spooled.spool = writer.finish();
  EXPECT_EQ(content_of(read_multipart(spooled).at(0)), content);
}

TEST_F(Multipart, LeavesFoldersOutOfFileNames) {
  for (const auto* name : {"../../etc/passwd", "/etc/passwd", "C:/users/passwd", "..\\\\passwd"}) {
    const auto parts =
        read_multipart(request(part("name=\"f\"; filename=\"" + std::string(name) + "\"", "x") + "--XX--"));
    EXPECT_EQ(parts.at(0).file_name, "passwd") << name;
  }
}

TEST_F(Multipart, TakesAQuotedBoundaryAndAnEmptyForm) {
  EXPECT_EQ(read_multipart(request(part("name=a", "b") + "--XX--\r\n", "Multipart/Form-Data; boundary=\"XX\"")).size(),
            1U);
}

TEST_F(Multipart, RefusesWhatIsBroken) {
  const auto good = part("name=\"a\"", "b") + "--XX--\r\n";
  EXPECT_EQ(status(request(good)), 0);
  EXPECT_EQ(status(request(good, "application/json")), 415);
  EXPECT_EQ(status(request(good, "multipart/form-data")), 400);
  EXPECT_EQ(status(request(good, "multipart/form-data; boundary=" + std::string(71, 'X'))), 400);
  EXPECT_EQ(status(request(good, "multipart/form-data; boundary=YY")), 400);
  EXPECT_EQ(status(request(part("name=\"a\"", "b"))), 400);
  EXPECT_EQ(status(request(part("name=\"a\"; filename=\"c\"", "b"))), 400);
  EXPECT_EQ(status(request("")), 400);
  EXPECT_EQ(status(request("--XX\r\n\r\nb\r\n--XX--\r\n")), 400);
  EXPECT_EQ(status(request(part("filename=\"a\"", "b") + "--XX--\r\n")), 400);
  EXPECT_EQ(status(request(part("name=\"a\"", "\xff") + "--XX--\r\n")), 400);
  EXPECT_EQ(status(request(part("name=\"\xff\"", "b") + "--XX--\r\n")), 400);
  EXPECT_EQ(status(request(part("name=\"a\"; filename=\"a\tb\"", "b") + "--XX--\r\n")), 400);
  EXPECT_EQ(status(request("--XX\r\n" + std::string(50'000, 'x') + ": y\r\n\r\nb\r\n--XX--\r\n")), 400);
  EXPECT_EQ(folder.count(), 0U);
}

TEST_F(Multipart, KeepsTheLimits) {
  const auto body = part("name=\"a\"", "12345") + part("name=\"b\"; filename=\"c\"", "1234567890") + "--XX--\r\n";
  EXPECT_EQ(status(request(body), {2, 5}), 0);
  EXPECT_EQ(status(request(body), {1, 5}), 413);
  EXPECT_EQ(status(request(body), {2, 4}), 413);
  EXPECT_EQ(folder.count(), 0U);
}

}  // namespace
}  // namespace provost::http::tests
