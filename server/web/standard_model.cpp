#include "server/web/standard_model.hpp"

namespace provost::web {

namespace standards = workflows::standards;
using standards::ChangeKind;
using standards::Relationship;

const char* words_of(Relationship relationship) {
  switch (relationship) {
    case Relationship::equal:
      return "the same as";
    case Relationship::subset:
      return "a part of";
    case Relationship::superset:
      return "contains";
    case Relationship::intersect:
      return "overlaps with";
  }
  return "";
}

std::string origin_text(const std::string& origin) {
  return origin == "shipped" ? "brought by Provost" : origin;
}

ChangeKind change_kind_of(const Form& form) {
  const auto wanted = form.get("do");
  if (wanted == "add") return ChangeKind::add;
  return wanted == "remove" ? ChangeKind::remove : ChangeKind::change;
}

http::Response library_download(const std::string& name, const char* type, std::string content) {
  http::Response response;
  response.fields.set("Content-Type", type);
  response.fields.set("Content-Disposition", http::attachment(name));
  response.body = std::move(content);
  return response;
}

}  // namespace provost::web
