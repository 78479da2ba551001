#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>

#include "server/app/error_answers.hpp"
#include "server/app/route.hpp"
#include "server/config/config.hpp"
#include "templates/renderer.hpp"

namespace provost::web {

/// What every page has in common: the frame with navigation, the person, the form token, and how failures look.
/// Thread-safe.
class Pages {
 public:
  Pages(app::Services& services, const config::Config& config);

  /// A page with the frame around it.
  http::Response page(const app::Call& call, std::string_view name, const std::string& title, boost::json::object model,
                      int status = 200) const;
  /// The same page with what is wrong above it (422 or 409).
  http::Response page_with_problem(const app::Call& call, std::string_view name, const std::string& title,
                                   boost::json::object model, const app::Problem& problem) const;
  /// The page for a failure.
  http::Response problem(const app::Problem& problem, const std::string& request_id,
                         const std::optional<workflows::people::SignedIn>& session) const;

  /// The organisation's time zone and today's day there.
  std::string time_zone(workflows::store::Session& session) const;
  workflows::Day today(workflows::store::Session& session) const;

 private:
  void add_frame(boost::json::object& model, const std::string& title, const std::string& path,
                 const std::optional<workflows::people::SignedIn>& session) const;

  app::Services& services_;
  templates::Renderer renderer_;
};

/// Runs what a form asks for; when the domain finds it invalid or not possible now, `again` shows the form once more
/// with the problem. Everything else goes on to the error page.
http::Response done_or_again(const std::function<http::Response()>& work,
                             const std::function<http::Response(const app::Problem&)>& again);

/// 303 to an address with a notice that the next page shows.
http::Response redirect_with_notice(const std::string& address, const std::string& notice);

}  // namespace provost::web
