#pragma once

#include <string>

#include "server/app/route.hpp"

namespace provost::web {

/// What is told once, e.g. a new secret, goes from the form's answer to the page after the redirect, so that loading
/// that page again makes nothing again. It travels in a cookie that is sealed for the session, the page and two
/// minutes; so it stands in no address and no log, on no disk of the server, and any number of servers can show it.

/// 303 to the page at `address`, which shows `secret` once. Only on pages of people who are signed in.
http::Response redirect_with_secret(const app::Call& call, const std::string& address, const std::string& secret);

/// What the page that is asked for is to show this once; empty: nothing.
std::string told_once(const app::Call& call);

/// The page that shows it: kept nowhere, and the cookie is gone with it. `secret`: what told_once() gave; when that is
/// empty the response stays as it is.
http::Response showing_once(const app::Call& call, const std::string& secret, http::Response response);

}  // namespace provost::web
