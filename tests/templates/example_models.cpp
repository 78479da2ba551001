#include "tests/templates/example_models.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "templates/assets.hpp"
#include "templates/markdown.hpp"

namespace provost::templates {

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream input(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(input), {}};
}

boost::json::object object_in(const std::filesystem::path& path) {
  return boost::json::parse(read(path)).as_object();
}

}  // namespace

std::vector<ExampleModel> example_models() {
  const std::filesystem::path folder(PROVOST_MODELS_FOLDER);
  const auto frame = object_in(folder / "frame.json");
  const auto html = markdown_to_html_below_title(read(folder / "document.md"), "Admission of learners");
  std::vector<ExampleModel> examples;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto name = file.path().stem().string();
    if (file.path().extension() != ".json" || name == "frame") continue;
    auto model = frame;
    for (const auto& [key, value] : object_in(file.path())) {
      model[key] = value.is_string() && value.get_string() == "@markdown" ? boost::json::value(html) : value;
    }
    const auto assets = asset_address("");
    model["assets"] = assets.substr(0, assets.size() - 1);
    const auto* page = model.if_contains("page");
    const auto page_name = page != nullptr ? std::string(page->as_string()) : name;
    model["title"] = page_name;
    examples.push_back({name, page_name, std::move(model)});
  }
  std::sort(examples.begin(), examples.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return examples;
}

}  // namespace provost::templates
