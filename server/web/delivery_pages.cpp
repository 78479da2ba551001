#include <boost/json.hpp>
#include <charconv>

#include "server/app/addresses.hpp"
#include "server/hooks/reception.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "server/web/case_choices.hpp"
#include "server/web/form.hpp"
#include "server/web/message_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/source_model.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;
using app::Call;
using app::Problem;
using workflows::people::Authority;

constexpr int rows_on_a_page = 50;
constexpr int most_refusals = 50;
/// Larger deliveries are read when somebody places them, not each time somebody looks.
constexpr std::int64_t largest_shown = 20 * 1024 * 1024;
constexpr std::size_t longest_shown = 100 * 1024;

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& entry : list) text += (text.empty() ? "" : ", ") + entry;
  return text;
}

/// "7.2, ISO 21001:2018 8.5.1": names that may hold blanks, parted by commas, semicolons or lines.
std::vector<std::string> parted(const std::string& text) {
  std::vector<std::string> list;
  std::string entry;
  for (const char letter : text + ",") {
    if (letter != ',' && letter != ';' && letter != '\n') {
      entry += letter;
    } else {
      if (auto word = workflows::trimmed(entry); !word.empty()) list.push_back(std::move(word));
      entry.clear();
    }
  }
  return list;
}

std::string list_address(const std::string& source, const std::string& state, std::int64_t before) {
  std::string address = "/deliveries?source=" + app::percent_encoded(source) + "&state=" + app::percent_encoded(state);
  if (before > 0) address += "&before=" + std::to_string(before);
  return address;
}

http::Response show_list(const Pages& pages, hooks::Reception& reception, const Call& call) {
  const std::string chosen(call.request.query.get("source").value_or(""));
  const std::string state(call.request.query.get("state").value_or(""));
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    sources::DeliveryQuery query;
    query.state = sources::parse_delivery_state(state);
    query.before_id = number_of(call.request.query.get("before").value_or(""));
    query.limit = rows_on_a_page + 1;
    json::array options;
    for (const auto& source : sources::list_sources(session)) {
      if (source.name == chosen) query.source_id = source.id;
      options.push_back(
          json::object{{"value", source.name}, {"label", source.title}, {"chosen", source.name == chosen}});
    }
    model["sources"] = std::move(options);
    auto found = sources::read_deliveries(session, query);
    json::object pager;
    if (found.size() > static_cast<std::size_t>(rows_on_a_page)) {
      found.pop_back();
      model["pager"] =
          json::object{{"text", "The newest first"}, {"next", list_address(chosen, state, found.back().id)}};
    }
    json::array rows;
    for (const auto& delivery : found) rows.push_back(delivery_row(delivery, zone));
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    json::array refusals;
    if (!query.state && query.before_id == 0) {
      for (const auto& one : reception.refusals(session, query.source_id, most_refusals))
        refusals.push_back(refusals_row(one, zone));
    }
    // A page of one source would be told of the others, too.
    model["deliveries_marker"] = query.source_id ? std::string() : sources::deliveries_marker(session);
    model["refusals_present"] = !refusals.empty();
    model["refusals"] = std::move(refusals);
  }
  json::array states;
  for (const auto* value : {"", "waiting", "accepted", "placed", "passed_over", "sample"}) {
    json::object option{{"value", value}, {"chosen", state == value}, {"is_any", std::string_view(value).empty()}};
    add_delivery_state(value, option);
    states.push_back(std::move(option));
  }
  model["states"] = std::move(states);
  model["filtered"] = !chosen.empty() || !state.empty();
  return uncached(pages.page(call, "deliveries", "What came in", std::move(model)));
}

/// A delivery with its source, when it still has one.
struct Found {
  sources::Delivery delivery;
  std::optional<sources::Source> source;
};

Found find(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto delivery = sources::find_delivery(snapshot.session(), number_of(call.parameter("id")));
  if (!delivery) throw workflows::NotFound("There is no such delivery.");
  auto source = sources::find_source(snapshot.session(), delivery->source_id);
  return {std::move(*delivery), std::move(source)};
}

bool may_decide(const Found& found) {
  return found.delivery.state == sources::DeliveryState::waiting ||
         found.delivery.state == sources::DeliveryState::passed_over;
}

workflows::evidence::NewEvidence evidence_in(const Form& form) {
  workflows::evidence::NewEvidence wanted;
  wanted.title = workflows::trimmed(form.get("title"));
  wanted.what = form.get("what");
  wanted.effective_on = form.get("effective_on");
  wanted.valid_until = form.get("valid_until");
  wanted.provider = form.get("provider");
  wanted.checker = form.get("checker");
  wanted.address = workflows::trimmed(form.get("address"));
  wanted.note = form.get("note");
  wanted.clauses = parted(form.get("clauses"));
  wanted.documents = parted(form.get("documents"));
  wanted.cases = parted(form.get("cases"));
  return wanted;
}

json::object delivery_model(const Pages& pages, const Call& call, const Found& found,
                            const std::filesystem::path& spool,
                            const workflows::evidence::NewEvidence* typed = nullptr) {
  const auto& delivery = found.delivery;
  workflows::evidence::NewEvidence wanted;
  json::array files;
  std::string content;
  if (found.source && delivery.size <= largest_shown) {
    try {
      const auto read = jobs::read_kept(delivery, *found.source, call.services.delivery_bodies, spool);
      content = readable_json(read.content.document);
      if (content.size() > longest_shown) content = workflows::shortened(content, longest_shown / 4);
      for (const auto& file : read.content.files) files.push_back(json::object{{"file_text", file.name}});
      const workflows::store::ReadSnapshot snapshot(call.services.database);
      wanted = call.services.placing.propose(snapshot.session(), found.source->mapping, read.content).evidence;
    } catch (const std::exception&) {
      // The page says that it can no longer be read; the log of the placer says why.
      content.clear();
    }
  }
  if (typed != nullptr) wanted = *typed;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  auto model = delivery_row(delivery, pages.time_zone(session));
  model["source_address"] = found.source ? address_of_source(found.source->name) : std::string();
  model["from_address"] = delivery.remote_address;
  model["size_text"] = size_text(delivery.size);
  model["delivery_key"] = delivery.key;
  model["settled_by"] = delivery.settled_by;
  model["may_decide"] = may_decide(found) && found.source && !delivery.sample;
  model["may_place"] = workflows::evidence::EvidenceService::may_add(
      *call.services.catalogue.newest(session, workflows::evidence::workflow_name).definition, call.person());
  model["may_replay"] = delivery.state != sources::DeliveryState::placed &&
                        delivery.state != sources::DeliveryState::accepted && found.source;
  model["piece_title"] = wanted.title;
  model["what_value"] = wanted.what;
  model["effective_on_value"] = wanted.effective_on;
  model["valid_until_value"] = wanted.valid_until;
  model["people"] = people_options(session, wanted.provider, call.person().email);
  model["checkers"] = people_options(session, wanted.checker, call.person().email);
  model["needs_checker"] = !call.services.evidence.has_checker(session, call.person().person_id, wanted.provider);
  model["address_value"] = wanted.address;
  model["note_value"] = wanted.note;
  model["clauses_value"] = joined(wanted.clauses);
  model["documents_value"] = joined(wanted.documents);
  model["cases_value"] = joined(wanted.cases);
  model["files_present"] = !files.empty();
  model["files"] = std::move(files);
  model["content"] = content;
  return model;
}

http::Response show(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const auto found = find(call);
  return uncached(pages.page(call, "delivery", "Delivery " + std::to_string(found.delivery.id),
                             delivery_model(pages, call, found, spool)));
}

http::Response place(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const Form form(call);
  const auto found = find(call);
  const auto wanted = evidence_in(form);
  return done_or_again(
      [&] {
        const auto key = jobs::place_by_person(call.services, call.person(), found.delivery.id, wanted, spool);
        return redirect_with_notice("/cases/" + key, "evidence-added");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "delivery", "Delivery " + std::to_string(found.delivery.id),
                                       delivery_model(pages, call, find(call), spool, &wanted), problem);
      });
}

http::Response decide(const Pages& pages, const Call& call, const std::filesystem::path& spool,
                      const std::function<void(const Form&, std::int64_t)>& act, const std::string& notice) {
  const Form form(call);
  const auto id = number_of(call.parameter("id"));
  return done_or_again(
      [&] {
        act(form, id);
        return redirect_with_notice(address_of_delivery(id), notice);
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "delivery", "Delivery " + std::to_string(id),
                                       delivery_model(pages, call, find(call), spool), problem);
      });
}

}  // namespace

app::Routes delivery_routes(const Pages& pages, hooks::Reception& reception, const std::filesystem::path& spool) {
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  const std::string address = "/deliveries/{id}";
  return {
      get_page("/deliveries", managers,
               [&pages, &reception](const Call& call) { return show_list(pages, reception, call); }),
      get_page(address, managers, [&pages, spool](const Call& call) { return show(pages, call, spool); }),
      post_form(address + "/place", managers, [&pages, spool](const Call& call) { return place(pages, call, spool); }),
      post_form(address + "/replay", managers,
                [&pages, spool](const Call& call) {
                  return decide(
                      pages, call, spool,
                      [&call](const Form&, std::int64_t id) {
                        call.services.deliveries.replay(Authority::of(call.person()), id);
                      },
                      "replayed");
                }),
      post_form(address + "/pass-over", managers, [&pages, spool](const Call& call) {
        return decide(
            pages, call, spool,
            [&call](const Form& form, std::int64_t id) {
              call.services.deliveries.pass_over(Authority::of(call.person()), id, form.get("reason"));
            },
            "passed-over");
      })};
}

}  // namespace provost::web
