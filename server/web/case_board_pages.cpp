#include <algorithm>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/case_choices.hpp"
#include "server/web/case_model.hpp"
#include "server/web/routes.hpp"
#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_register.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;

constexpr std::int64_t cards_in_a_column = 15;

json::object card_model(const cases::BoardCard& card, const std::string& zone, workflows::Instant now) {
  auto model = case_row_model(card.row, zone, now);
  json::array steps;
  for (const auto& step : card.steps) steps.push_back(step_link_model(step, card.row.key));
  model["row_version"] = card.row_version;
  model["steps_present"] = !steps.empty();
  model["steps"] = std::move(steps);
  return model;
}

json::object column_model(const cases::BoardColumn& column, const std::string& workflow, const std::string& zone,
                          workflows::Instant now) {
  json::array cards;
  for (const auto& card : column.cards) cards.push_back(card_model(card, zone, now));
  const auto more = column.total - static_cast<std::int64_t>(column.cards.size());
  json::object model{{"title", column.title},
                     {"total", column.total},
                     {"final", column.final},
                     {"cards", std::move(cards)},
                     {"address", "/cases?status=any&workflow=" + app::percent_encoded(workflow) +
                                     "&state=" + app::percent_encoded(column.state)}};
  if (more > 0) model["more"] = "and " + std::to_string(more) + " more";
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto now = call.services.clock.now();
    auto name = api::text_parameter(call.request, "workflow");
    if (name.empty()) name = "corrective_action";
    json::array board;
    std::int64_t total = 0;
    for (const auto& column : cases::read_board(session, call.services.catalogue, call.services.facts, call.person(),
                                                name, cards_in_a_column, now)) {
      total += column.total;
      board.push_back(column_model(column, name, zone, now));
    }
    const auto workflow = call.services.catalogue.newest(session, name).definition;
    model["board_present"] = total > 0;
    model["board"] = std::move(board);
    model["workflow_title"] = workflow->title;
    if (cases::may_open(*workflow, call.person())) model["open_address"] = "/cases/new/" + app::percent_encoded(name);
    model["workflows"] = workflow_options(call.services.catalogue.newest(session), name);
  }
  model["on_board"] = true;
  return pages.page(call, "case_board", "Board", std::move(model));
}

}  // namespace

app::Routes case_board_routes(const Pages& pages) {
  return {get_page("/cases/board", app::Access::signed_in(), [&pages](const Call& call) { return show(pages, call); })};
}

}  // namespace provost::web
