#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace provost::templates {

/// Renders pages from Mustache templates. All templates are read, joined with their partials and checked at
/// construction; a broken one throws std::runtime_error naming file and problem, so that no page fails later.
/// Thread-safe.
class Renderer {
 public:
  /// The templates built into the program.
  Renderer();
  /// Files of the folder (pages/….mustache, partials/….mustache) take the place of built-in ones of the same name, e.g.
  /// to translate them; an empty path: none.
  explicit Renderer(const std::filesystem::path& override_folder);
  ~Renderer();

  /// `page` as "document", for pages/document.mustache, whose first comment names the keys of its model. Values are
  /// escaped for text and quoted attributes, but for triple braces, which only trusted HTML may fill. An empty text
  /// counts as absent. A key that is missing inside a section is looked up outside of it: give every entry of a list
  /// every key. Throws std::logic_error for a page that does not exist.
  std::string render(std::string_view page, const boost::json::object& model) const;

 private:
  struct Pages;
  std::unique_ptr<Pages> pages_;
};

}  // namespace provost::templates
