#include <algorithm>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/standard_model.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/library_formats.hpp"
#include "workflows/text_forms.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace standards = workflows::standards;
using app::Call;
using app::Problem;
using standards::ChangeKind;
using standards::MappedClause;
using standards::Relationship;
using workflows::people::Permission;

constexpr std::size_t rows_on_a_page = 25;

struct OpenMapping {
  std::vector<standards::PublishedMapping> versions;
  std::shared_ptr<const standards::Standard> from;  ///< null when the library has it no more
  std::shared_ptr<const standards::Standard> to;

  const standards::Mapping& newest() const { return *versions.front().content; }
};

OpenMapping open_mapping(const Call& call, workflows::store::Session& session) {
  OpenMapping mapping;
  mapping.versions = call.services.standards.mapping_versions(session, call.parameter("mapping"), versions_shown);
  if (mapping.versions.empty()) throw workflows::NotFound("There is no such mapping in the library.");
  if (const auto from = call.services.standards.find_standard(session, mapping.newest().from)) {
    mapping.from = from->content;
  }
  if (const auto to = call.services.standards.find_standard(session, mapping.newest().to)) mapping.to = to->content;
  return mapping;
}

std::string titled(const std::shared_ptr<const standards::Standard>& standard, const std::string& number) {
  const auto* clause = standard ? standard->find(number) : nullptr;
  return clause == nullptr ? number : number + " " + clause->title;
}

std::string title_of(const std::shared_ptr<const standards::Standard>& standard, const std::string& name) {
  return standard ? standard->title : name;
}

json::array relationship_options(Relationship chosen) {
  json::array options;
  for (const auto relationship :
       {Relationship::equal, Relationship::subset, Relationship::superset, Relationship::intersect}) {
    options.push_back(json::object{{"value", standards::to_text(relationship)},
                                   {"label", words_of(relationship)},
                                   {"chosen", relationship == chosen}});
  }
  return options;
}

json::array clause_options(const std::shared_ptr<const standards::Standard>& standard, const std::string& chosen) {
  json::array options;
  if (!standard) return options;
  for (const auto& clause : standard->clauses) {
    options.push_back(json::object{
        {"value", clause.number}, {"label", clause.number + " " + clause.title}, {"chosen", clause.number == chosen}});
  }
  return options;
}

MappedClause row_in(const Form& form) {
  return {form.get("from"), form.get("to"),
          standards::parse_relationship(form.get("relationship")).value_or(Relationship::intersect),
          form.get("provenance")};
}

json::object row_model(const OpenMapping& mapping, const MappedClause& row) {
  return {{"from", titled(mapping.from, row.from)},
          {"to", titled(mapping.to, row.to)},
          {"relationship", words_of(row.relationship)},
          {"provenance", row.provenance},
          {"row_address", "/mappings/" + app::percent_encoded(mapping.newest().name) +
                              "/row?from=" + app::percent_encoded(row.from) + "&to=" + app::percent_encoded(row.to)}};
}

void add_rows(const Call& call, const OpenMapping& mapping, json::object& model) {
  const auto search = workflows::in_small_letters(api::text_parameter(call.request, "q"));
  std::vector<json::object> found;
  for (const auto& row : mapping.newest().rows) {
    auto shown = row_model(mapping, row);
    const auto text = std::string(shown["from"].get_string()) + " " + std::string(shown["to"].get_string());
    if (workflows::in_small_letters(text).find(search) != std::string::npos) found.push_back(std::move(shown));
  }
  const auto pages = static_cast<std::int64_t>((found.size() + rows_on_a_page - 1) / rows_on_a_page);
  const auto page =
      std::min(api::number_parameter(call.request, "page", 1, 1, 1'000'000), std::max<std::int64_t>(pages, 1));
  const auto first = static_cast<std::size_t>(page - 1) * rows_on_a_page;
  json::array rows;
  for (std::size_t at = first; at < std::min(found.size(), first + rows_on_a_page); ++at) rows.push_back(found[at]);
  if (pages > 1) {
    const auto address = [&](std::int64_t number) {
      return "/mappings/" + app::percent_encoded(mapping.newest().name) + "?q=" + app::percent_encoded(search) +
             "&page=" + std::to_string(number);
    };
    json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(pages)}};
    if (page > 1) pager["previous"] = address(page - 1);
    if (page < pages) pager["next"] = address(page + 1);
    model["pager"] = std::move(pager);
  }
  model["q"] = api::text_parameter(call.request, "q");
  model["total_text"] = count_text(static_cast<std::int64_t>(found.size()), "row", "rows");
  model["rows_present"] = !rows.empty();
  model["rows"] = std::move(rows);
}

json::object mapping_model(const Pages& pages, const Call& call, const Form* refused) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto mapping = open_mapping(call, session);
  const auto added = refused == nullptr ? MappedClause{} : row_in(*refused);
  json::object model{{"mapping_name", mapping.newest().name},
                     {"mapping_title", mapping.newest().title},
                     {"provider", mapping.newest().provider},
                     {"version", mapping.newest().version},
                     {"from_title", title_of(mapping.from, mapping.newest().from)},
                     {"to_title", title_of(mapping.to, mapping.newest().to)},
                     {"may_change", call.person().may(Permission::manage_documents) && mapping.from && mapping.to},
                     {"provenance_value", added.provenance},
                     {"adding", refused != nullptr},
                     {"prefix", "row"},
                     {"reason_value", refused == nullptr ? "" : refused->get("reason")}};
  model["from_options"] = clause_options(mapping.from, added.from);
  model["to_options"] = clause_options(mapping.to, added.to);
  model["relationships"] = relationship_options(added.relationship);
  model["versions"] = version_models(mapping.versions, pages.time_zone(session));
  add_rows(call, mapping, model);
  return model;
}

json::object row_page_model(const Call& call, const std::string& from, const std::string& to, const Form* refused) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto mapping = open_mapping(call, snapshot.session());
  const auto& rows = mapping.newest().rows;
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const MappedClause& row) { return row.from == from && row.to == to; });
  if (found == rows.end()) throw workflows::NotFound("The mapping has no such row.");
  const bool changing = refused != nullptr && change_kind_of(*refused) == ChangeKind::change;
  const auto shown = changing ? row_in(*refused) : *found;
  json::object model{{"mapping_name", mapping.newest().name},
                     {"mapping_title", mapping.newest().title},
                     {"version", mapping.newest().version},
                     {"from_title", title_of(mapping.from, mapping.newest().from)},
                     {"to_title", title_of(mapping.to, mapping.newest().to)},
                     {"from_value", from},
                     {"to_value", to},
                     {"from", titled(mapping.from, from)},
                     {"to", titled(mapping.to, to)},
                     {"provenance_value", shown.provenance},
                     {"removing", refused != nullptr && !changing},
                     {"prefix", "row"},
                     {"reason_value", refused == nullptr ? "" : refused->get("reason")}};
  model["relationships"] = relationship_options(shown.relationship);
  model["removed"] = json::object{{"prefix", "remove"}, {"reason_value", model["reason_value"]}};
  return model;
}

http::Response show_row(const Pages& pages, const Call& call) {
  return pages.page(call, "mapping_row", "Row of a mapping",
                    row_page_model(call, api::text_parameter(call.request, "from"),
                                   api::text_parameter(call.request, "to"), nullptr));
}

http::Response change(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto kind = change_kind_of(form);
  return done_or_again(
      [&] {
        if (!standards::parse_relationship(form.get("relationship")) && kind != ChangeKind::remove) {
          throw workflows::Invalid("relationship", "Please choose how the two clauses stand to each other.");
        }
        call.services.standard_imports.change(
            workflows::people::Authority::of(call.person()), call.parameter("mapping"),
            standards::RowChange{kind, row_in(form), number_in(form, "version"), form.get("reason")});
        return redirect_with_notice("/mappings/" + app::percent_encoded(call.parameter("mapping")),
                                    kind == ChangeKind::add      ? "added"
                                    : kind == ChangeKind::remove ? "removed"
                                                                 : "saved");
      },
      [&](const Problem& problem) {
        if (kind == ChangeKind::add) {
          auto model = mapping_model(pages, call, &form);
          return pages.page_with_problem(call, "mapping", "Mapping", std::move(model), problem);
        }
        return pages.page_with_problem(call, "mapping_row", "Row of a mapping",
                                       row_page_model(call, form.get("from"), form.get("to"), &form), problem);
      });
}

http::Response download(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto mapping = open_mapping(call, snapshot.session());
  return library_download(mapping.newest().name + ".yaml", "application/yaml", as_own_yaml(mapping.newest()));
}

}  // namespace

app::Routes mapping_routes(const Pages& pages) {
  const auto everybody = app::Access::with(Permission::read_documents);
  const auto managers = app::Access::with(Permission::manage_documents);
  return {get_page("/mappings/{mapping}", everybody,
                   [&pages](const Call& call) {
                     auto model = mapping_model(pages, call, nullptr);
                     return pages.page(call, "mapping", "Mapping", std::move(model));
                   }),
          get_page("/mappings/{mapping}/export", everybody, download),
          get_page("/mappings/{mapping}/row", managers, [&pages](const Call& call) { return show_row(pages, call); }),
          post_form("/mappings/{mapping}/row", managers, [&pages](const Call& call) { return change(pages, call); })};
}

}  // namespace provost::web
