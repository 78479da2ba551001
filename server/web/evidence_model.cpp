#include "server/web/evidence_model.hpp"

#include <boost/json.hpp>

namespace provost::web {

boost::json::object standing_model(workflows::evidence::Standing standing) {
  boost::json::object model;
  for (const auto* name :
       {"waiting", "rejected", "received", "valid", "expiring", "expired", "replaced", "retired", "disposed"}) {
    model[name] = workflows::evidence::to_text(standing) == name;
  }
  return model;
}

}  // namespace provost::web
