#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "server/http/response.hpp"
#include "server/web/form.hpp"
#include "server/web/words.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::web {

/// How many versions of an outline or a mapping a page tells of.
inline constexpr std::size_t versions_shown = 30;

/// How one clause stands to another one: "a part of".
const char* words_of(workflows::standards::Relationship relationship);

/// Where a version comes from, for people.
std::string origin_text(const std::string& origin);

/// Versions with what changed in each, the newest first.
template <typename Content>
boost::json::array version_models(const std::vector<workflows::standards::Published<Content>>& versions,
                                  const std::string& zone) {
  boost::json::array models;
  for (std::size_t at = 0; at < versions.size(); ++at) {
    boost::json::array differences;
    if (at + 1 < versions.size()) {
      for (const auto& text : workflows::standards::differences(*versions[at + 1].content, *versions[at].content)) {
        differences.push_back(boost::json::object{{"text", text}});
      }
    }
    boost::json::object model{{"version", versions[at].content->version},
                              {"origin", origin_text(versions[at].origin)},
                              {"when", moment_text(versions[at].published_at, zone)},
                              {"differences_present", !differences.empty()}};
    model["differences"] = std::move(differences);
    models.push_back(std::move(model));
  }
  return models;
}

/// What the field “do” of a form asks for; a change when it says nothing known.
workflows::standards::ChangeKind change_kind_of(const Form& form);

/// A file to be kept by the browser.
http::Response library_download(const std::string& name, const char* type, std::string content);

}  // namespace provost::web
