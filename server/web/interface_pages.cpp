#include <boost/json.hpp>

#include "server/web/routes.hpp"

namespace provost::web {

app::Routes interface_routes(const Pages& pages, const std::string& public_url) {
  return {get_page("/account/api", app::Access::signed_in(), [&pages, public_url](const app::Call& call) {
    return pages.page(call, "api", "Interface for programs", {{"base_address", public_url}});
  })};
}

}  // namespace provost::web
