#include "server/http/router.hpp"

#include <gtest/gtest.h>

namespace provost::http {
namespace {

using Names = Router<std::string>;
using Parameters = std::map<std::string, std::string>;

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    add(Method::get, "/");
    add(Method::get, "/documents");
    add(Method::post, "/documents");
    add(Method::get, "/documents/new");
    add(Method::get, "/documents/{number}");
    add(Method::del, "/documents/{id}");
    add(Method::get, "/documents/{number}/versions/{version}");
    add(Method::get, "/documents/new/help");
    add(Method::get, "/files/{path...}");
    add(Method::get, "/files/index");
    add(Method::put, "/files/{name}");
    add(Method::head, "/probe");
    add(Method::options, "/cross");
  }

  void add(Method method, const std::string& pattern) {
    router.add(method, pattern, std::string(to_text(method)) + " " + pattern);
  }

  std::string find(Method method, const std::vector<std::string>& segments) {
    const auto match = router.match(method, segments);
    if (const auto* found = std::get_if<Names::Found>(&match)) {
      parameters = found->parameters;
      return *found->payload;
    }
    if (const auto* refused = std::get_if<Names::MethodNotAllowed>(&match))
      return "405 " + allow_value(refused->allowed);
    if (const auto* asked = std::get_if<Names::OptionsAsked>(&match)) return "204 " + allow_value(asked->allowed);
    return "404";
  }

  Names router;
  Parameters parameters;
};

TEST_F(RouterTest, FindsRoutesAndParameters) {
  EXPECT_EQ(find(Method::get, {}), "GET /");
  EXPECT_EQ(find(Method::post, {"documents"}), "POST /documents");
  EXPECT_EQ(find(Method::get, {"documents", "PR-ADM-004"}), "GET /documents/{number}");
  EXPECT_EQ(parameters, (Parameters{{"number", "PR-ADM-004"}}));
  EXPECT_EQ(find(Method::del, {"documents", "7"}), "DELETE /documents/{id}");
  EXPECT_EQ(parameters, (Parameters{{"id", "7"}}));
  EXPECT_EQ(find(Method::get, {"documents", "a b", "versions", "1.0"}), "GET /documents/{number}/versions/{version}");
  EXPECT_EQ(parameters, (Parameters{{"number", "a b"}, {"version", "1.0"}}));
}

TEST_F(RouterTest, ALiteralBeatsAParameterAndAParameterTheRest) {
  EXPECT_EQ(find(Method::get, {"documents", "new"}), "GET /documents/new");
  EXPECT_EQ(find(Method::get, {"documents", "new", "help"}), "GET /documents/new/help");
  EXPECT_EQ(find(Method::get, {"files", "index"}), "GET /files/index");
  EXPECT_EQ(find(Method::put, {"files", "index"}), "PUT /files/{name}");
  EXPECT_EQ(find(Method::get, {"files", "other"}), "GET /files/{path...}");
}

TEST_F(RouterTest, GoesBackWhenALiteralLeadsNowhere) {
  EXPECT_EQ(find(Method::get, {"documents", "new", "versions", "2"}), "GET /documents/{number}/versions/{version}");
  EXPECT_EQ(parameters, (Parameters{{"number", "new"}, {"version", "2"}}));
}

TEST_F(RouterTest, TheRestTakesOneSegmentOrMore) {
  EXPECT_EQ(find(Method::get, {"files", "css", "a", "b.css"}), "GET /files/{path...}");
  EXPECT_EQ(parameters, (Parameters{{"path", "css/a/b.css"}}));
  EXPECT_EQ(find(Method::get, {"files"}), "404");
  EXPECT_EQ(find(Method::get, {"files", ""}), "404");
}

TEST_F(RouterTest, NoParameterIsEmpty) {
  EXPECT_EQ(find(Method::get, {"documents", ""}), "404");
}

TEST_F(RouterTest, TellsAMissingPageFromAWrongMethod) {
  EXPECT_EQ(find(Method::get, {"nothing"}), "404");
  EXPECT_EQ(find(Method::get, {"documents", "1", "versions"}), "404");
  EXPECT_EQ(find(Method::put, {"documents"}), "405 GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(find(Method::post, {"documents", "new"}), "405 GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(find(Method::get, {"probe"}), "405 HEAD, OPTIONS");
}

TEST_F(RouterTest, ServesHeadByGet) {
  EXPECT_EQ(find(Method::head, {"documents"}), "GET /documents");
  EXPECT_EQ(find(Method::head, {"probe"}), "HEAD /probe");
}

TEST_F(RouterTest, AnswersOptions) {
  EXPECT_EQ(find(Method::options, {"documents"}), "204 GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(find(Method::options, {"nothing"}), "404");
  EXPECT_EQ(find(Method::options, {"cross"}), "OPTIONS /cross");
}

TEST_F(RouterTest, ListsRoutesInOrder) {
  const auto routes = router.routes();
  ASSERT_EQ(routes.size(), 13U);
  EXPECT_EQ(routes[2]->pattern, "/documents");
  EXPECT_EQ(routes[2]->method, Method::post);
  EXPECT_EQ(routes[2]->payload, "POST /documents");
}

TEST_F(RouterTest, RefusesASecondRouteOfTheSameShape) {
  EXPECT_THROW(add(Method::get, "/documents/{other}"), std::invalid_argument);
  EXPECT_THROW(add(Method::get, "/"), std::invalid_argument);
}

TEST(Pattern, IsCheckedWhenAdded) {
  for (const auto* pattern :
       {"", "documents", "/{", "/{}", "/a{b}", "/{a}b", "/{a}/{a}", "/{...}", "/{a...}/b", "/{a.b}"}) {
    EXPECT_THROW(parse_pattern(pattern), std::invalid_argument) << pattern;
  }
}

}  // namespace
}  // namespace provost::http
