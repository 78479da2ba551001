#pragma once

#include <functional>
#include <string>

#include "server/app/route.hpp"
#include "server/jobs/chat_dispatcher.hpp"

namespace provost::hooks {

/// What Slack and Teams call when somebody speaks to Provost there: /hooks/slack/command, /hooks/slack/actions and
/// /hooks/teams/{address}. Each request proves by its signature where it comes from; nobody is signed in. What its
/// header alone shows to be no proof, or what comes too often from one sender, is refused before its body is read.
/// `report` is told why a request was refused; the sender is not.
app::Routes chat_hooks(app::Services& services, jobs::ChatDispatcher& dispatcher,
                       std::function<void(const std::string&)> report);

}  // namespace provost::hooks
