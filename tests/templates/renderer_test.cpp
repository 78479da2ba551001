#include "templates/renderer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <fstream>
#include <thread>

namespace provost::templates {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A folder of templates that take the place of built-in ones.
class RendererTest : public testing::Test {
 protected:
  RendererTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "provost-templates-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_ / "pages");
    std::filesystem::create_directories(folder_ / "partials");
  }
  ~RendererTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }

  std::string render(const std::string& text, const json::object& model) const {
    write("pages/problem.mustache", text);
    return Renderer(folder_).render("problem", model);
  }

  std::filesystem::path folder_;
};

TEST_F(RendererTest, FillsInTextNumbersAndNestedValues) {
  EXPECT_EQ(render("{{a}} {{b}} {{#c}}{{d}}{{/c}}{{c.d}}", {{"a", "x"}, {"b", 42}, {"c", {{"d", 7}}}}), "x 42 77");
}

TEST_F(RendererTest, RepeatsLists) {
  EXPECT_EQ(render("{{#a}}<{{.}}>{{/a}}{{^a}}none{{/a}}", {{"a", json::array{"x", "y"}}}), "<x><y>");
  EXPECT_EQ(render("{{#a}}<{{.}}>{{/a}}{{^a}}none{{/a}}", {{"a", json::array{}}}), "none");
}

TEST_F(RendererTest, TreatsFalseNullAndEmptyTextAsAbsent) {
  for (const json::value& absent : {json::value(false), json::value(nullptr), json::value("")}) {
    EXPECT_EQ(render("{{#a}}yes{{/a}}{{^a}}no{{/a}}", {{"a", absent}}), "no");
  }
  EXPECT_EQ(render("{{#a}}yes{{/a}}", {{"a", true}}), "yes");
}

TEST_F(RendererTest, EscapesTextAndAttributes) {
  EXPECT_EQ(render("<a title=\"{{a}}\">{{a}}</a>", {{"a", "\"'><b>&"}}),
            "<a title=\"&quot;&apos;&gt;&lt;b&gt;&amp;\">&quot;&apos;&gt;&lt;b&gt;&amp;</a>");
}

TEST_F(RendererTest, LeavesTripleBracesAsTheyAre) {
  EXPECT_EQ(render("{{{a}}}", {{"a", "<b>"}}), "<b>");
}

TEST_F(RendererTest, DoesNotReadValuesAsTemplates) {
  EXPECT_EQ(render("{{a}}", {{"a", "{{b}}{{> head}}"}, {"b", "x"}}), "{{b}}{{&gt; head}}");
}

TEST_F(RendererTest, PutsPartialsIn) {
  write("partials/one.mustache", "1{{> two}}");
  write("partials/two.mustache", "2{{a}}");
  EXPECT_EQ(render("[{{> one}}{{>two}}]", {{"a", "x"}}), "[12x2x]");
}

TEST_F(RendererTest, LeavesOutCommentsAndIndentation) {
  EXPECT_EQ(render("{{! a, b\n }}<p>\n    {{a}}\n\n  </p>", {{"a", "  x"}}), "<p>\n  x\n</p>");
}

TEST_F(RendererTest, RefusesATemplateThatIncludesItself) {
  write("partials/one.mustache", "{{> two}}");
  write("partials/two.mustache", "{{> one}}");
  write("pages/problem.mustache", "{{> one}}");
  EXPECT_THAT([&] { Renderer renderer(folder_); },
              ThrowsMessage<std::runtime_error>(AllOf(HasSubstr("includes itself"), HasSubstr("one.mustache"))));
}

TEST_F(RendererTest, RefusesAMissingPartialAndNamesTheFile) {
  write("pages/problem.mustache", "{{> nowhere}}");
  EXPECT_THAT([&] { Renderer renderer(folder_); },
              ThrowsMessage<std::runtime_error>(
                  AllOf(HasSubstr("partials/nowhere.mustache"), HasSubstr("pages/problem.mustache"))));
}

TEST_F(RendererTest, RefusesBrokenTemplatesAndNamesTheFile) {
  for (const auto* broken : {"{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{a", "{{=<% %>=}}"}) {
    write("pages/problem.mustache", broken);
    EXPECT_THAT([&] { Renderer renderer(folder_); },
                ThrowsMessage<std::runtime_error>(HasSubstr("pages/problem.mustache")))
        << broken;
  }
}

TEST_F(RendererTest, RefusesAPartialWithAnOpenSection) {
  write("partials/one.mustache", "{{#a}}");
  write("pages/problem.mustache", "{{> one}}");
  EXPECT_THAT([&] { Renderer renderer(folder_); }, ThrowsMessage<std::runtime_error>(HasSubstr("problem.mustache")));
}

TEST_F(RendererTest, TakesBuiltInFilesWhereTheFolderHasNone) {
  EXPECT_THAT(Renderer(folder_).render("sign_in", {{"title", "Sign in"}}), HasSubstr("type=\"password\""));
}

TEST_F(RendererTest, RefusesAnUnknownPage) {
  EXPECT_THAT([] { Renderer().render("nowhere", {}); }, ThrowsMessage<std::logic_error>(HasSubstr("nowhere")));
}

TEST_F(RendererTest, RendersInManyThreadsAtOnce) {
  write("pages/problem.mustache", "{{#a}}<li>{{.}}</li>\n{{/a}}");
  const Renderer renderer(folder_);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      const auto value = std::to_string(thread);
      std::string expected;
      for (int i = 0; i < 20; ++i) expected += "<li>" + value + "</li>\n";
      const json::object model{{"a", json::array(20, json::value(value))}};
      for (int i = 0; i < 200; ++i) {
        if (renderer.render("problem", model) != expected) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace provost::templates
