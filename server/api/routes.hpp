#pragma once

#include <filesystem>
#include <string>

#include "server/app/route.hpp"
#include "server/jobs/event_hub.hpp"

namespace provost::jobs {
class MessageSender;
}
namespace provost::web {
class EvidencePacks;
}
namespace provost::hooks {
class Reception;
}

namespace provost::api {

/// What the routes of the API need beside the domain.
struct ApiParts {
  std::string public_url;        ///< may be empty
  std::uint64_t largest_upload;  ///< bytes of one file
  std::filesystem::path spool;   ///< where files are made that are then sent
  const app::Routes& pages;      ///< whose downloads the API gives, too
  web::EvidencePacks& packs;
  jobs::MessageSender& sender;
  jobs::EventHub& events;
  hooks::Reception& reception;
};

/// Every route under /api/v1, the description of itself included. What `parts` refers to must outlive the routes.
app::Routes api_routes(const ApiParts& parts);

}  // namespace provost::api
