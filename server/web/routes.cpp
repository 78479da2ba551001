#include "server/web/routes.hpp"

#include "templates/assets.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

http::Response asset(const app::Call& call) {
  const auto found = templates::find_asset(call.parameter("name"));
  if (!found) throw workflows::NotFound("There is no such file.");
  http::Response response;
  response.fields.set("Content-Type", found->media_type);
  // The address changes with the content, so a browser never needs to ask again.
  response.fields.set("Cache-Control", call.parameter("version") == templates::assets_version()
                                           ? "public, max-age=31536000, immutable"
                                           : "no-cache");
  response.body = std::string(found->content);
  return response;
}

/// Somebody whose password was given by an administrator chooses their own before anything else.
http::Response after_password_check(const app::Call& call,
                                    const std::function<http::Response(const app::Call&)>& handler) {
  if (call.session && call.session->person.must_change_password) return http::redirect("/account");
  return handler(call);
}

}  // namespace

app::Route get_page(const std::string& pattern, app::Access access,
                    std::function<http::Response(const app::Call&)> handler) {
  return {http::Method::get, pattern, app::Surface::page, access, std::move(handler), 0, false, {}};
}

app::Route post_form(const std::string& pattern, app::Access access,
                     std::function<http::Response(const app::Call&)> handler, std::uint64_t body_limit) {
  return {http::Method::post, pattern,    app::Surface::page,       access,
          std::move(handler), body_limit, body_limit > 1024 * 1024, {}};
}

app::Routes page_routes(const Pages& pages, const std::filesystem::path& spool, std::uint64_t largest_upload,
                        jobs::MessageSender& sender, hooks::Reception& reception, EvidencePacks& packs,
                        const std::string& public_url) {
  app::Routes routes;
  const auto add = [&routes](app::Routes more, bool own_password_first) {
    for (auto& route : more) {
      if (own_password_first) {
        route.handler = [handler = route.handler](const app::Call& call) {
          return after_password_check(call, handler);
        };
      }
      routes.push_back(std::move(route));
    }
  };
  add(sign_in_routes(pages), false);
  add(account_routes(pages), false);
  add(interface_routes(pages, public_url), true);
  add(task_routes(pages), true);
  add(register_routes(pages, spool), true);
  add(document_edit_routes(pages, largest_upload), true);
  add(transition_routes(pages), true);
  add(document_reading_routes(pages), true);
  add(document_paper_routes(pages, spool), true);
  add(stand_in_routes(pages), true);
  add(case_list_routes(pages), true);
  add(case_board_routes(pages), true);
  add(case_calendar_routes(pages), true);
  add(case_open_routes(pages), true);
  add(case_routes(pages, largest_upload), true);
  add(assessment_routes(pages), true);
  add(gap_report_routes(pages, spool), true);
  add(evidence_routes(pages, spool, largest_upload), true);
  add(evidence_request_routes(pages, spool), true);
  add(evidence_pack_routes(pages, packs), true);
  add(channel_routes(pages, sender), true);
  add(message_routes(pages, sender), true);
  add(chat_routes(pages, public_url), true);
  add(source_routes(pages, reception, spool, public_url), true);
  add(source_mapping_routes(pages, spool), true);
  add(delivery_routes(pages, reception, spool), true);
  add(workflow_routes(pages), true);
  add(journey_routes(pages), true);
  add(people_routes(pages), true);
  add(organisation_routes(pages), true);
  add(audit_routes(pages), true);
  add(standard_routes(pages), true);
  add(clause_routes(pages), true);
  add(mapping_routes(pages), true);
  add(import_routes(pages, spool, largest_upload), true);
  routes.push_back({http::Method::get,
                    "/assets/{version}/{name}",
                    app::Surface::asset,
                    app::Access::anybody(),
                    asset,
                    0,
                    false,
                    {}});
  return routes;
}

}  // namespace provost::web
