#include "templates/template_loader.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "templates/embedded_files.hpp"

namespace provost::templates {

namespace {

constexpr int deepest_partials = 10;

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

/// HTML reads a run of blanks as one, and kainjow keeps each blank as a node of its own.
std::string without_indentation(std::string_view text) {
  std::string result;
  bool at_start = true;
  for (const char letter : text) {
    if (at_start && (letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r')) continue;
    at_start = letter == '\n';
    result += letter;
  }
  return result;
}

}  // namespace

TemplateLoader::TemplateLoader(std::filesystem::path override_folder) : folder_(std::move(override_folder)) {}

std::string TemplateLoader::joined(const std::string& name) const {
  return without_indentation(joined(name, 0));
}

std::string TemplateLoader::read(const std::string& name) const {
  if (!folder_.empty()) {
    const auto path = folder_ / name;
    if (std::filesystem::exists(path)) {
      std::ifstream input(path, std::ios::binary);
      std::string text(std::istreambuf_iterator<char>(input), {});
      if (!input) throw std::runtime_error("The template " + path.string() + " cannot be read from the disk.");
      return text;
    }
  }
  const auto embedded = find_embedded_file("templates/" + name);
  if (!embedded) throw std::runtime_error("There is no template " + name + ".");
  return std::string(*embedded);
}

std::string TemplateLoader::joined(const std::string& name, int depth) const {
  if (depth > deepest_partials) {
    throw std::runtime_error("The template " + name + " includes itself. Remove the circle of {{> }} tags.");
  }
  const auto text = read(name);
  std::string result;
  std::size_t at = 0;
  for (auto begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{", at)) {
    const auto end = text.find("}}", begin);
    if (end == std::string::npos) {
      throw std::runtime_error("The template " + name + " has a tag that is not closed by }}.");
    }
    result.append(text, at, begin - at);
    const auto tag = std::string_view(text).substr(begin + 2, end - begin - 2);
    if (tag.starts_with('=')) {
      throw std::runtime_error("The template " + name + " changes the braces of tags; please keep to {{ }}.");
    }
    if (tag.starts_with('>')) {
      const auto partial = "partials/" + trimmed(tag.substr(1)) + ".mustache";
      try {
        result += joined(partial, depth + 1);
      } catch (const std::runtime_error& error) {
        if (depth > 0) throw;
        throw std::runtime_error(std::string(error.what()) + " It is needed by " + name + ".");
      }
    } else if (!tag.starts_with('!')) {
      result.append(text, begin, end + 2 - begin);
    }
    at = end + 2;
  }
  return result.append(text, at);
}

}  // namespace provost::templates
