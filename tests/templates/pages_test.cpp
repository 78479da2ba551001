#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "templates/assets.hpp"
#include "templates/embedded_files.hpp"
#include "templates/renderer.hpp"
#include "templates/template_loader.hpp"
#include "tests/templates/example_models.hpp"

namespace provost::templates {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) found.push_back((*at)[1]);
  return found;
}

void collect_keys(const boost::json::value& value, std::set<std::string>& keys) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      keys.insert(key);
      collect_keys(member, keys);
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& entry : *array) collect_keys(entry, keys);
  }
}

/// With PROVOST_PREVIEW_FOLDER set, the pages are written there, to be looked at in a browser.
void write_preview(const std::string& name, const std::string& html) {
  const char* folder = std::getenv("PROVOST_PREVIEW_FOLDER");
  if (folder == nullptr) return;
  const auto root = std::filesystem::path(folder);
  std::filesystem::create_directories(root);
  std::ofstream(root / (name + ".html"), std::ios::binary) << html;
  for (const auto& file : embedded_file_names()) {
    if (!file.starts_with("assets/")) continue;
    const auto path = root / asset_address(file.substr(7)).substr(1);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << find_embedded_file(file).value_or("");
  }
}

TEST(Pages, EachRendersWithItsExampleModel) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    SCOPED_TRACE(example.name);
    const auto html = renderer.render(example.page, example.model);
    EXPECT_THAT(html, HasSubstr("</html>"));
    EXPECT_THAT(html, Not(HasSubstr("{{")));
    EXPECT_TRUE(html.starts_with("<!DOCTYPE html>")) << "a comment of the template ends before its end";
    write_preview(example.name, html);
  }
}

TEST(Pages, EachHasAnExampleModel) {
  std::set<std::string> shown;
  for (const auto& example : example_models()) shown.insert("templates/pages/" + example.page + ".mustache");
  for (const auto& file : embedded_file_names()) {
    EXPECT_TRUE(!file.starts_with("templates/pages/") || shown.contains(file)) << file;
  }
}

TEST(Pages, EveryKeyOfATemplateIsInItsExampleModels) {
  std::map<std::string, std::set<std::string>> keys;
  for (const auto& example : example_models()) collect_keys(example.model, keys[example.page]);
  const TemplateLoader loader{{}};
  for (const auto& [page, known] : keys) {
    for (const auto& key : matches(loader.joined("pages/" + page + ".mustache"), R"(\{\{[{#^/]?\s*([a-z_0-9.]+))")) {
      EXPECT_TRUE(key == "." || known.contains(key)) << page << " uses " << key;
    }
  }
}

TEST(Pages, KeepTheContentSecurityPolicy) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    SCOPED_TRACE(example.name);
    const auto html = renderer.render(example.page, example.model);
    EXPECT_THAT(matches(html, R"(<[^>]*\s(style|on[a-z]+)=)"), testing::IsEmpty());
    EXPECT_THAT(matches(html, R"((<script(?![^>]*\ssrc=)[^>]*>))"), testing::IsEmpty());
    EXPECT_THAT(matches(html, R"re(<(?:script|link|img|use)[^>]*\s(?:src|href)="(?!/assets/)([^"]*)")re"),
                testing::IsEmpty());
  }
}

TEST(Pages, ReferToAssetsThatExist) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    const auto html = renderer.render(example.page, example.model);
    for (const auto& name : matches(html, R"re("/assets/[0-9]+/([^"#]+))re")) EXPECT_TRUE(find_asset(name)) << name;
  }
}

TEST(Pages, HaveEachIdOnceAndNoneThatAHeadingCouldTake) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    SCOPED_TRACE(example.name);
    const auto html = renderer.render(example.page, example.model);
    std::set<std::string> ids;
    for (const auto& id : matches(html, R"re(\sid="([^"]*)")re")) EXPECT_TRUE(ids.insert(id).second) << id;
    for (const auto& id : matches(html, R"re(<(?!h[1-6][ >])[a-z]+[^>]*\sid="([^"]*)")re")) {
      EXPECT_TRUE(std::any_of(id.begin(), id.end(), [](char letter) { return letter >= 'A' && letter <= 'Z'; })) << id;
    }
  }
}

TEST(Pages, LabelEveryField) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    SCOPED_TRACE(example.name);
    const auto html = renderer.render(example.page, example.model);
    std::set<std::string> labelled;
    for (const auto& id : matches(html, R"re(<label[^>]*\sfor="([^"]*)")re")) labelled.insert(id);
    for (const auto& id : matches(html, R"re(<(?:input|select|textarea)[^>]*\sid="([^"]*)")re")) {
      EXPECT_TRUE(labelled.contains(id)) << id;
    }
  }
}

TEST(Pages, SendTheTokenWithEveryForm) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    if (!example.model.at("person").is_object()) continue;
    SCOPED_TRACE(example.name);
    const auto html = renderer.render(example.page, example.model);
    for (const auto& form : matches(html, R"((<form method="post"[^]*?</form>))")) {
      EXPECT_THAT(form, HasSubstr(R"(name="csrf" value="0f7a6b1c2d")"));
    }
  }
}

TEST(Pages, EscapeWhatPeopleTyped) {
  const Renderer renderer;
  for (const auto& example : example_models()) {
    if (example.name != "documents.none_found") continue;
    const auto html = renderer.render(example.page, example.model);
    EXPECT_THAT(html, HasSubstr("parking &lt;b&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("parking <b>")));
  }
}

}  // namespace
}  // namespace provost::templates
