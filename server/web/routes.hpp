#pragma once

#include <cstdint>
#include <filesystem>

#include "server/app/route.hpp"
#include "server/web/pages.hpp"

namespace provost::jobs {
class EventHub;
class MessageSender;
}  // namespace provost::jobs
namespace provost::hooks {
class Reception;
}

namespace provost::web {

class EvidencePacks;

/// Every page and form, and the styles and scripts. `pages`, `sender`, `reception` and `packs` must outlive the routes.
app::Routes page_routes(const Pages& pages, const std::filesystem::path& spool, std::uint64_t largest_upload,
                        jobs::MessageSender& sender, hooks::Reception& reception, EvidencePacks& packs,
                        const std::string& public_url);

// The parts, by area.
app::Routes sign_in_routes(const Pages& pages);
app::Routes task_routes(const Pages& pages);
app::Routes register_routes(const Pages& pages, const std::filesystem::path& spool);
app::Routes document_edit_routes(const Pages& pages, std::uint64_t largest_upload);
app::Routes transition_routes(const Pages& pages);
app::Routes document_reading_routes(const Pages& pages);
/// A version with its control header, as a file: PDF or HTML that needs nothing beside it.
app::Routes document_paper_routes(const Pages& pages, const std::filesystem::path& spool);
app::Routes people_routes(const Pages& pages);
app::Routes organisation_routes(const Pages& pages);
app::Routes channel_routes(const Pages& pages, jobs::MessageSender& sender);
app::Routes message_routes(const Pages& pages, const jobs::MessageSender& sender);
app::Routes source_routes(const Pages& pages, hooks::Reception& reception, const std::filesystem::path& spool,
                          const std::string& public_url);
app::Routes source_mapping_routes(const Pages& pages, const std::filesystem::path& spool);
app::Routes delivery_routes(const Pages& pages, hooks::Reception& reception, const std::filesystem::path& spool);
app::Routes account_routes(const Pages& pages);
app::Routes chat_routes(const Pages& pages, const std::string& public_url);
/// What open pages listen to: GET /events. `hub` must outlive the route.
app::Route live_events_route(jobs::EventHub& hub);
/// The page about the interface for programs. `public_url`: may be empty.
app::Routes interface_routes(const Pages& pages, const std::string& public_url);
app::Routes audit_routes(const Pages& pages);
app::Routes stand_in_routes(const Pages& pages);
app::Routes case_list_routes(const Pages& pages);
app::Routes case_board_routes(const Pages& pages);
app::Routes case_calendar_routes(const Pages& pages);
app::Routes case_open_routes(const Pages& pages);
app::Routes case_routes(const Pages& pages, std::uint64_t largest_upload);
app::Routes assessment_routes(const Pages& pages);
app::Routes gap_report_routes(const Pages& pages, const std::filesystem::path& spool);
app::Routes evidence_routes(const Pages& pages, const std::filesystem::path& spool, std::uint64_t largest_upload);
app::Routes evidence_request_routes(const Pages& pages, const std::filesystem::path& spool);
app::Routes evidence_pack_routes(const Pages& pages, EvidencePacks& packs);
app::Routes workflow_routes(const Pages& pages);
app::Routes journey_routes(const Pages& pages);
app::Routes standard_routes(const Pages& pages);
app::Routes clause_routes(const Pages& pages);
app::Routes mapping_routes(const Pages& pages);
app::Routes import_routes(const Pages& pages, const std::filesystem::path& spool, std::uint64_t largest_upload);

/// A page: GET, for those with the access.
app::Route get_page(const std::string& pattern, app::Access access,
                    std::function<http::Response(const app::Call&)> handler);
/// What a form is sent to.
app::Route post_form(const std::string& pattern, app::Access access,
                     std::function<http::Response(const app::Call&)> handler, std::uint64_t body_limit = 64 * 1024);

}  // namespace provost::web
