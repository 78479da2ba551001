#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <sstream>

#include "server/hooks/json_document.hpp"
#include "server/hooks/samples.hpp"
#include "server/http/forms.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "server/web/form.hpp"
#include "server/web/message_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/source_model.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/ready_made.hpp"
#include "workflows/text_forms.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace sources = workflows::evidence_sources;
using app::Call;
using app::Problem;
using workflows::people::Authority;

constexpr std::int64_t longest_sample = 200 * 1024;
constexpr std::uint64_t form_limit = 1024 * 1024;
constexpr std::size_t most_places = 60;

struct TextWords {
  const char* name;
  const char* label;
  const char* hint;
};
constexpr std::array<TextWords, 10> text_words{
    {{"title", "Title", ""},
     {"what", "What it shows", "Empty: the title."},
     {"effective_on", "Valid from", "A day, a moment or seconds since 1970. Empty: the day on which it comes."},
     {"valid_until", "Valid until", "Empty when it does not go stale."},
     {"person", "From", "An e-mail address. Empty: whoever answers for the source."},
     {"course", "Training course", "Its key or title here; another name becomes the note."},
     {"clauses", "Clauses", "Separated by commas: 7.2, ISO 21001:2018 8.5.1."},
     {"documents", "Documents", "Their numbers, separated by commas."},
     {"cases", "Cases and findings", "Their keys, separated by commas."},
     {"address", "Web address where it can be seen", ""}}};

sources::Source require_source(workflows::store::Session& session, const std::string& name) {
  auto source = sources::find_source(session, name);
  if (!source) throw workflows::NotFound("There is no such source.");
  return *source;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& entry : list) text += (text.empty() ? "" : ", ") + entry;
  return text;
}

std::vector<std::string> parted(const std::string& text) {
  std::vector<std::string> list;
  std::istringstream input(text);
  for (std::string entry; std::getline(input, entry, ',');) {
    if (auto word = workflows::trimmed(entry); !word.empty()) list.push_back(std::move(word));
  }
  return list;
}

sources::Mapping mapping_in(const Form& form) {
  sources::Mapping mapping;
  for (const auto& [name, text] : sources::mapping_texts()) mapping.*text = workflows::trimmed(form.get(name));
  mapping.unknown_person =
      form.get("unknown_person") == "owner" ? sources::UnknownPerson::owner : sources::UnknownPerson::wait;
  mapping.notes_unknown_person = form.has("notes_unknown_person");
  mapping.when = workflows::trimmed(form.get("when"));
  mapping.when_values = parted(form.get("when_values"));
  mapping.files = workflows::trimmed(form.get("files"));
  mapping.file_name = workflows::trimmed(form.get("file_name"));
  mapping.file_content = workflows::trimmed(form.get("file_content"));
  return mapping;
}

/// What the newest delivery held, or what software of this kind sends.
json::value sample_of(const Call& call, const sources::Source& source, const std::filesystem::path& spool) {
  std::optional<sources::Delivery> newest;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    sources::DeliveryQuery query;
    query.source_id = source.id;
    for (auto& delivery : sources::read_deliveries(snapshot.session(), query)) {
      if (!newest && !delivery.sample && delivery.size <= longest_sample) newest = std::move(delivery);
    }
  }
  if (newest) {
    try {
      return jobs::read_kept(*newest, source, call.services.delivery_bodies, spool).content.document;
    } catch (const std::exception&) {
      // What can no longer be read is no good sample.
    }
  }
  const auto* kind = sources::find_source_kind(source.kind);
  json::object headers;
  for (const auto& [name, value] : kind->sample_headers) headers[workflows::in_small_letters(name)] = value;
  return json::object{{"headers", std::move(headers)}, {"body", json::parse(kind->sample)}};
}

/// A document as somebody typed it; the sentence says why it is none.
std::pair<json::value, std::string> typed_document(const std::string& text, const std::filesystem::path& spool) {
  try {
    std::istringstream input(text);
    auto read = hooks::read_json_document(input, spool);
    if (!read.value.is_object()) return {json::object(), "The sample is not a JSON object."};
    return {std::move(read.value), ""};
  } catch (const http::BodyRefused& refused) {
    return {json::object(), refused.what()};
  }
}

json::object preview_model(const Call& call, const sources::Source& source, const sources::Mapping& mapping,
                           const json::value& document, const std::string& wrong_sample) {
  sources::DeliveryContent content;
  content.document = document;
  // Only the names of files show in a preview.
  content.files.push_back({"", "delivery.json"});
  std::vector<std::string> problems;
  if (!wrong_sample.empty()) problems.push_back(wrong_sample);
  sources::Proposal proposal;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    proposal = call.services.placing.try_out(snapshot.session(), source, mapping, content);
  }
  problems.insert(problems.end(), proposal.problems.begin(), proposal.problems.end());
  json::array listed;
  for (const auto& problem : problems) listed.push_back(json::object{{"text", problem}});
  json::object model{{"passed_over", proposal.passed_over}, {"problems_present", !listed.empty()}};
  model["problems"] = std::move(listed);
  json::array remarks;
  for (const auto& remark : proposal.remarks) remarks.push_back(json::object{{"text", remark}});
  model["remarks"] = std::move(remarks);
  const auto& wanted = proposal.evidence;
  json::array values;
  for (const auto& [label, value] :
       std::vector<std::pair<std::string, std::string>>{{"Title", wanted.title},
                                                        {"What it shows", wanted.what},
                                                        {"Valid from", wanted.effective_on},
                                                        {"Valid until", wanted.valid_until},
                                                        {"From", wanted.provider},
                                                        {"Clauses", joined(wanted.clauses)},
                                                        {"Documents", joined(wanted.documents)},
                                                        {"Cases and findings", joined(wanted.cases)},
                                                        {"Web address", wanted.address},
                                                        {"Note", wanted.note}}) {
    if (!value.empty()) values.push_back(json::object{{"label", label}, {"value", value}});
  }
  model["values"] = std::move(values);
  return model;
}

json::object mapping_model(const Call& call, const sources::Source& source, const sources::Mapping& mapping,
                           const std::string& sample, const std::filesystem::path& spool) {
  const auto [document, wrong] = typed_document(sample, spool);
  json::object model{{"source_address", address_of_source(source.name)},
                     {"title_text", source.title},
                     {"example", "Course {/body/course/name} completed"},
                     {"unknown_is_owner", mapping.unknown_person == sources::UnknownPerson::owner},
                     {"notes_unknown", mapping.notes_unknown_person},
                     {"when_value", mapping.when},
                     {"when_values_value", joined(mapping.when_values)},
                     {"files_value", mapping.files},
                     {"file_name_value", mapping.file_name},
                     {"file_content_value", mapping.file_content},
                     {"sample_value", sample}};
  json::array texts;
  for (const auto& words : text_words) {
    const auto& all = sources::mapping_texts();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return std::string_view(one.name) == words.name; });
    texts.push_back(json::object{
        {"key", words.name}, {"label", words.label}, {"hint", words.hint}, {"value", mapping.*(found->text)}});
  }
  model["texts"] = std::move(texts);
  json::array places;
  for (const auto& [place, holds] : hooks::places_of(document, most_places)) {
    places.push_back(json::object{{"place", "{" + place + "}"}, {"holds", holds}});
  }
  model["places_present"] = !places.empty();
  model["places"] = std::move(places);
  model["preview"] = preview_model(call, source, mapping, document, wrong);
  return model;
}

sources::Source source_of(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  return require_source(snapshot.session(), call.parameter("source"));
}

http::Response show(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const auto source = source_of(call);
  const auto sample = readable_json(sample_of(call, source, spool));
  return uncached(pages.page(call, "source_mapping", "Mapping of " + source.title,
                             mapping_model(call, source, source.mapping, sample, spool)));
}

http::Response preview(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const Form form(call);
  const auto source = source_of(call);
  return pages.page(call, "source_mapping", "Mapping of " + source.title,
                    mapping_model(call, source, mapping_in(form), form.get("sample"), spool));
}

http::Response save(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const Form form(call);
  const auto source = source_of(call);
  const auto mapping = mapping_in(form);
  return done_or_again(
      [&] {
        call.services.sources.change_mapping(Authority::of(call.person()), source.name, mapping);
        return redirect_with_notice(address_of_source(source.name), "saved");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "source_mapping", "Mapping of " + source.title,
                                       mapping_model(call, source, mapping, form.get("sample"), spool), problem);
      });
}

}  // namespace

app::Routes source_mapping_routes(const Pages& pages, const std::filesystem::path& spool) {
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  const std::string address = "/sources/{source}/mapping";
  return {get_page(address, managers, [&pages, spool](const Call& call) { return show(pages, call, spool); }),
          post_form(
              address, managers, [&pages, spool](const Call& call) { return save(pages, call, spool); }, form_limit),
          post_form(
              address + "/preview", managers, [&pages, spool](const Call& call) { return preview(pages, call, spool); },
              form_limit)};
}

}  // namespace provost::web
