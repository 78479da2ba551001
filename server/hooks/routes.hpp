#pragma once

#include "server/app/route.hpp"
#include "server/hooks/reception.hpp"

namespace provost::hooks {

/// Where software outside pushes evidence: POST /hooks/evidence/{source}, and what some senders ask before: HEAD
/// (SurveyMonkey) and OPTIONS (CloudEvents HTTP webhooks 1.0, section 4). `reception` must outlive the routes.
app::Routes evidence_hook_routes(Reception& reception);

}  // namespace provost::hooks
