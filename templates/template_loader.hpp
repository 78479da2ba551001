#pragma once

#include <filesystem>
#include <string>

namespace provost::templates {

/// Reads templates, built-in ones or those of a folder that take their place. Every failure is a std::runtime_error
/// that names the file.
class TemplateLoader {
 public:
  explicit TemplateLoader(std::filesystem::path override_folder);

  /// The text of "pages/document.mustache" with its partials put in, which kainjow would parse again at every
  /// rendering, and without what only people who write templates need: comments and indentation.
  std::string joined(const std::string& name) const;

 private:
  std::string read(const std::string& name) const;
  std::string joined(const std::string& name, int depth) const;

  std::filesystem::path folder_;
};

}  // namespace provost::templates
