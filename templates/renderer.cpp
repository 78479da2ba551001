#include "templates/renderer.hpp"

#include <boost/json.hpp>
#include <kainjow/mustache.hpp>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "templates/embedded_files.hpp"
#include "templates/template_loader.hpp"

namespace provost::templates {

namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

data as_data(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::object: {
      data object(data::type::object);
      for (const auto& [name, member] : value.get_object()) object[std::string(name)] = as_data(member);
      return object;
    }
    case boost::json::kind::array: {
      data list(data::type::list);
      for (const auto& entry : value.get_array()) list.push_back(as_data(entry));
      return list;
    }
    case boost::json::kind::string:
      return value.get_string().empty() ? data(data::type::bool_false) : data(std::string(value.get_string()));
    case boost::json::kind::bool_:
      return data(value.get_bool() ? data::type::bool_true : data::type::bool_false);
    case boost::json::kind::null:
      return data(data::type::bool_false);
    default:
      return data(boost::json::serialize(value));
  }
}

std::unique_ptr<mustache> parsed(const std::string& name, const std::string& text) {
  auto page = std::make_unique<mustache>(text);
  if (!page->is_valid()) {
    throw std::runtime_error("The template " + name + " cannot be read: " + page->error_message());
  }
  return page;
}

/// A page and its parsed templates that nobody renders now: kainjow writes to the parsed template while it renders, so
/// each one serves one thread at a time.
class Page {
 public:
  Page(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    idle_.push_back(parsed(name_, text_));
  }

  std::string render(const data& model) {
    auto page = take();
    auto result = page->render(model);
    // One that failed stays blank for ever, so it is not put back.
    if (!page->is_valid()) throw std::runtime_error("the template " + name_ + ": " + page->error_message());
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(page));
    return result;
  }

 private:
  std::unique_ptr<mustache> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto page = std::move(idle_.back());
        idle_.pop_back();
        return page;
      }
    }
    return parsed(name_, text_);
  }

  const std::string name_;
  const std::string text_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<mustache>> idle_;
};

}  // namespace

struct Renderer::Pages {
  std::map<std::string, std::unique_ptr<Page>, std::less<>> by_name;
};

Renderer::Renderer() : Renderer(std::filesystem::path()) {}

Renderer::Renderer(const std::filesystem::path& override_folder) : pages_(std::make_unique<Pages>()) {
  const TemplateLoader loader(override_folder);
  const std::string prefix = "templates/pages/";
  const std::string ending = ".mustache";
  for (const auto& path : embedded_file_names()) {
    if (!path.starts_with(prefix) || !path.ends_with(ending)) continue;
    const auto name = path.substr(prefix.size(), path.size() - prefix.size() - ending.size());
    const auto file = "pages/" + name + ending;
    pages_->by_name.emplace(name, std::make_unique<Page>(file, loader.joined(file)));
  }
}

Renderer::~Renderer() = default;

std::string Renderer::render(std::string_view page, const boost::json::object& model) const {
  const auto found = pages_->by_name.find(page);
  if (found == pages_->by_name.end()) throw std::logic_error("there is no page " + std::string(page));
  data members(data::type::object);
  for (const auto& [name, member] : model) members[std::string(name)] = as_data(member);
  return found->second->render(members);
}

}  // namespace provost::templates
