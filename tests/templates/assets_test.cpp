#include "templates/assets.hpp"

#include <gtest/gtest.h>

namespace provost::templates {
namespace {

TEST(Assets, AreFoundByName) {
  const auto style = find_asset("app.css");
  ASSERT_TRUE(style);
  EXPECT_EQ(style->media_type, "text/css; charset=utf-8");
  EXPECT_NE(style->content.find(".document-layout"), std::string_view::npos);
  ASSERT_TRUE(find_asset("htmx.min.js"));
  EXPECT_EQ(find_asset("htmx.min.js")->media_type, "text/javascript; charset=utf-8");
  ASSERT_TRUE(find_asset("tabler.min.css"));
}

TEST(Assets, AreNoWayToOtherFiles) {
  for (const auto* name : {"", "nowhere.css", "../templates/pages/tasks.mustache", "/etc/passwd", "APP.CSS"}) {
    EXPECT_FALSE(find_asset(name)) << name;
  }
}

TEST(Assets, StandUnderTheirVersion) {
  EXPECT_EQ(asset_address("app.css"), "/assets/" + assets_version() + "/app.css");
  EXPECT_GT(assets_version().size(), 8U);
}

}  // namespace
}  // namespace provost::templates
