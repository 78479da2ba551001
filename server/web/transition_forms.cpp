#include <boost/json.hpp>
#include <charconv>

#include "server/web/document_model.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/document_transitions.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace documents = workflows::documents;
using app::Access;
using app::Call;
using app::Problem;
using documents::Event;

/// The words of the form that asks before something happens.
struct TransitionWords {
  const char* heading;
  const char* explanation;
  const char* button;
  const char* kind;
  const char* comment_label;
  bool comment_required;
  const char* notice;
};

TransitionWords words_for(Event event, bool withdraws_from_use, bool abandons_draft) {
  switch (event) {
    case Event::submit:
      return {"Submit the draft",
              "Everybody named as a reviewer is asked first, then everybody named as an approver.",
              "Submit",
              "btn-primary",
              "A word to them (optional)",
              false,
              "submitted"};
    case Event::review:
      return {"Accept the review",
              "You have read this version and accept it as it is.",
              "I accept it",
              "btn-primary",
              "Comment (optional)",
              false,
              "answered"};
    case Event::request_changes:
      return {"Request changes",
              "The version goes back to its author, who sees your comment.",
              "Send it back",
              "btn-primary",
              "What should change, and why",
              true,
              "answered"};
    case Event::approve:
      return {"Approve", "With your password you sign:", "Sign and approve", "btn-success", "Comment (optional)", false,
              "approved"};
    case Event::reject:
      return {"Reject",    "The version goes back to draft. Everybody can see your reason.",
              "Reject it", "btn-danger",
              "Why",       true,
              "answered"};
    case Event::withdraw:
      if (withdraws_from_use) {
        return {"Withdraw from use",
                "The document is no longer in force at once. It stays readable for auditors.",
                "Withdraw it from use",
                "btn-danger",
                "Why",
                true,
                "withdrawn"};
      }
      if (abandons_draft) {
        return {"Give up this draft",
                "The draft ends here and cannot be continued. A version in force stays in force.",
                "Give up the draft",
                "btn-danger",
                "Why",
                true,
                "withdrawn"};
      }
      return {"Take it back to draft",
              "Answers given so far no longer count.",
              "Take it back",
              "btn-danger",
              "Why",
              true,
              "withdrawn"};
    case Event::still_valid:
      return {"Confirm as still valid",
              "The next review moves on by the document's review interval.",
              "It is still valid",
              "btn-primary",
              "Why it is still valid",
              true,
              "still-valid"};
    case Event::revise:
      return {"Start a revision",
              "A new draft begins with the present text. The version in force stays so until the new one is approved.",
              "Start the revision",
              "btn-primary",
              "What will change, and why",
              false,
              "revision"};
  }
  return {};
}

Event event_of(std::string_view text) {
  const auto event = documents::parse_event(text);
  if (!event) throw workflows::NotFound("There is nothing at this address.");
  return *event;
}

TransitionWords words_for(const documents::DocumentView& view, Event event) {
  const bool draft = view.facts.working && view.facts.working->state == documents::VersionState::draft;
  return words_for(event, !view.facts.working, draft);
}

json::object form_model(const Pages& pages, const Call& call, Event event) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto& number = call.parameter("number");
  const auto view = documents::read_document(session, call.person(), number);
  documents::refuse_if_blocked(view.allowed[static_cast<std::size_t>(event)].blockers);
  auto model = document_heading(view, view.shown, "/documents/" + number);
  const auto words = words_for(view, event);
  model["event"] = documents::to_text(event);
  model["heading"] = words.heading;
  model["explanation"] = words.explanation;
  model["button"] = words.button;
  model["kind"] = words.kind;
  model["comment_label"] = words.comment_label;
  model["comment_required"] = words.comment_required;
  if (event == Event::approve) {
    model["ask_secret"] = true;
    model["meaning"] = documents::meaning_of(event);
    model["content_sha256"] = view.shown.content_sha256;
    model["version"] = to_text(documents::released_label(view.shown));
    model["signed_as"] = call.person().name;
  }
  if (event == Event::submit || event == Event::approve) {
    model["ask_date"] = true;
    model["today"] = workflows::to_text(pages.today(session));
    if (view.shown.planned_effective_date) {
      model["effective_date"] = workflows::to_text(*view.shown.planned_effective_date);
    }
  }
  if (event == Event::revise && view.facts.effective) {
    const auto& label = view.facts.effective->label;
    model["ask_revision"] = true;
    model["next_minor"] = to_text(documents::VersionLabel{label.major, label.minor + 1});
    model["next_major"] = to_text(documents::VersionLabel{label.major + 1, 0});
  }
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  const auto event = event_of(call.parameter("event"));
  auto model = form_model(pages, call, event);
  const auto title = std::string(model["heading"].as_string()) + ": " + call.parameter("number");
  return pages.page(call, "document_transition", title, std::move(model));
}

http::Response carry_out(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto& number = call.parameter("number");
  documents::TransitionRequest request;
  request.event = event_of(form.get("event"));
  request.comment = form.get("comment");
  request.secret = form.get("secret");
  if (const auto revision = documents::parse_revision(form.get("revision"))) request.revision = *revision;
  std::string notice;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    notice = words_for(documents::read_document(snapshot.session(), call.person(), number), request.event).notice;
  }
  const auto row_version = form.get("row_version");
  std::int64_t expected = 0;
  const auto parsed = std::from_chars(row_version.data(), row_version.data() + row_version.size(), expected);
  if (parsed.ec == std::errc{} && !row_version.empty()) request.expected_row_version = expected;

  const auto again = [&](const Problem& problem) {
    auto model = form_model(pages, call, request.event);
    model["comment"] = request.comment;
    return pages.page_with_problem(call, "document_transition", "Please look again: " + number, std::move(model),
                                   problem);
  };
  try {
    return done_or_again(
        [&] {
          if (const auto day = form.get("effective_date"); !day.empty()) {
            request.effective_date = workflows::parse_day(day);
            if (!request.effective_date) throw workflows::Invalid("effective_date", "Please choose a day.");
          }
          call.services.documents.transition(call.person(), number, request);
          return redirect_with_notice(
              request.event == Event::revise ? "/documents/" + number + "/edit" : "/documents/" + number, notice);
        },
        again);
  } catch (const workflows::Forbidden&) {
    // A wrong password is worth another try on the same page; everything else that is forbidden is not.
    if (request.event != Event::approve || request.secret.empty()) throw;
    return again(app::problem_of(std::current_exception()));
  }
}

}  // namespace

app::Routes transition_routes(const Pages& pages) {
  return {get_page("/documents/{number}/transitions/{event}", Access::signed_in(),
                   [&pages](const Call& call) { return show(pages, call); }),
          post_form("/documents/{number}/transitions", Access::signed_in(),
                    [&pages](const Call& call) { return carry_out(pages, call); })};
}

}  // namespace provost::web
