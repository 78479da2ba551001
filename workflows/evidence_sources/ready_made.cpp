#include "workflows/evidence_sources/ready_made.hpp"

#include <algorithm>

namespace provost::workflows::evidence_sources {

namespace {

Mapping mapping(std::string title, std::string effective_on, std::string clauses) {
  Mapping made;
  made.title = std::move(title);
  made.effective_on = std::move(effective_on);
  made.clauses = std::move(clauses);
  return made;
}

SourceKind generic() {
  SourceKind kind{"generic", "Other software", {}, false, mapping("{/body/title}", "{/body/date}", "{/body/clauses}"),
                  ""};
  kind.mapping.person = "{/body/person}";
  kind.mapping.documents = "{/body/documents}";
  kind.sample = R"({
  "title": "Register of fire drills",
  "date": "2026-11-20",
  "clauses": ["7.1.4"],
  "documents": [],
  "person": null
})";
  return kind;
}

// The plugin local_webhooks: the event's data with "host" and "token" added.
SourceKind moodle() {
  SourceKind kind{
      "moodle",
      "Moodle",
      {},
      false,
      mapping("Course {/body/courseid} completed by person {/body/relateduserid}", "{/body/timecreated}", "7.2"),
      ""};
  kind.proof.scheme = "moodle";
  kind.mapping.when = "/body/eventname";
  kind.mapping.when_values = {"\\core\\event\\course_completed"};
  kind.mapping.address = "https://{/body/host}/report/completion/index.php?course={/body/courseid}";
  kind.sample = R"({
  "eventname": "\\core\\event\\course_completed",
  "component": "core",
  "action": "completed",
  "target": "course",
  "objecttable": "course_completions",
  "objectid": 7,
  "courseid": 5,
  "userid": 2,
  "relateduserid": 14,
  "other": {"relateduserid": 14},
  "timecreated": 1764061200,
  "host": "moodle.example.org"
})";
  return kind;
}

// Live Events in the format "Canvas".
SourceKind canvas() {
  SourceKind kind{
      "canvas",
      "Canvas",
      {},
      false,
      mapping(
          "Course {/body/body/course/name|/body/body/course_id} completed by {/body/body/user/name|/body/body/user_id}",
          "{/body/metadata/event_time}", "7.2"),
      ""};
  kind.proof.scheme = "address";
  kind.mapping.when = "/body/metadata/event_name";
  kind.mapping.when_values = {"course_completed"};
  kind.mapping.person = "{/body/body/user/email|}";
  kind.sample = R"({
  "metadata": {
    "event_name": "course_completed",
    "event_time": "2026-11-20T14:06:01.000Z",
    "root_account_uuid": "VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs"
  },
  "body": {
    "progress": {"requirement_count": 4, "requirement_completed_count": 4, "completed_at": "2026-11-20T14:06:01Z"},
    "user": {"id": "21070000000000123", "name": "Tilda Example", "email": null},
    "course": {"id": "21070000000000012", "name": "First aid", "account_id": "21070000000000001"}
  }
})";
  return kind;
}

SourceKind typeform() {
  SourceKind kind{
      "typeform",
      "Typeform",
      {},
      false,
      mapping("{/body/form_response/definition/title}: a response", "{/body/form_response/submitted_at}", "9.1.2"),
      ""};
  kind.proof.scheme = "typeform";
  kind.mapping.when = "/body/event_type";
  kind.mapping.when_values = {"form_response"};
  kind.sample = R"({
  "event_id": "01HF3Z1T9N4QW7",
  "event_type": "form_response",
  "form_response": {
    "form_id": "lT4Z3j",
    "token": "a3a12ec67a1365927098a606107fac15",
    "submitted_at": "2026-11-20T18:17:02Z",
    "definition": {"id": "lT4Z3j", "title": "Course feedback", "fields": [{"id": "dv", "title": "How was it?", "type": "rating"}]},
    "answers": [{"type": "number", "number": 5, "field": {"id": "dv", "type": "rating"}}]
  }
})";
  return kind;
}

SourceKind survey_monkey() {
  SourceKind kind{
      "survey_monkey",
      "SurveyMonkey",
      {},
      true,
      mapping("Survey {/body/resources/survey_id}: response {/body/object_id}", "{/body/event_datetime}", "9.1.2"),
      ""};
  kind.proof.scheme = "survey_monkey";
  kind.mapping.when = "/body/event_type";
  kind.mapping.when_values = {"response_completed"};
  kind.sample = R"({
  "name": "Provost",
  "filter_type": "survey",
  "filter_id": "123456789",
  "event_type": "response_completed",
  "event_id": "10027892",
  "event_datetime": "2026-11-20T21:56:31.182613+00:00",
  "object_type": "response",
  "object_id": "114377041902",
  "resources": {"respondent_id": "114377041902", "recipient_id": "0", "collector_id": "419021213", "survey_id": "123456789", "user_id": "5"}
})";
  return kind;
}

constexpr auto form_sample = R"({
  "form": "Visit to a placement",
  "submitted_at": "2026-11-20T09:30:00Z",
  "respondent": null,
  "answers": {"Where": "Riverside Nursery", "Was the learner supervised?": "Yes"}
})";

SourceKind form(std::string name, std::string title) {
  SourceKind kind{
      std::move(name), std::move(title), {}, false, mapping("{/body/form}: an answer", "{/body/submitted_at}", "9.1.2"),
      form_sample};
  kind.mapping.person = "{/body/respondent}";
  return kind;
}

SourceKind google_forms() {
  auto kind = form("google_forms", "Google Forms");
  kind.proof.scheme = "hmac";
  kind.proof.header = "X-Provost-Signature";
  return kind;
}

SourceKind microsoft_forms() {
  auto kind = form("microsoft_forms", "Microsoft Forms");
  kind.proof.scheme = "bearer";
  return kind;
}

SourceKind joiner_leaver() {
  SourceKind kind{"joiner_leaver",
                  "HR or identity system",
                  {},
                  false,
                  mapping("{/body/event}: {/body/person/name}", "{/body/date}", "7.2"),
                  ""};
  kind.proof.scheme = "bearer";
  kind.mapping.when = "/body/event";
  kind.mapping.when_values = {"Joiner", "Leaver"};
  kind.mapping.what = "{/body/person/job}, {/body/person/department}";
  kind.sample = R"({
  "event": "Joiner",
  "date": "2026-11-02",
  "person": {"name": "Tilda Example", "email": "tilda@example.org", "job": "Teaching assistant", "department": "Sixth form"}
})";
  return kind;
}

SourceKind github() {
  SourceKind kind{"github",
                  "GitHub",
                  {},
                  false,
                  mapping("{/body/release/tag_name|/body/workflow_run/name} of {/body/repository/full_name}",
                          "{/body/release/published_at|/body/workflow_run/updated_at}", "8.5.1"),
                  ""};
  kind.proof.scheme = "github";
  kind.mapping.when = "/body/action";
  kind.mapping.when_values = {"published", "completed"};
  kind.mapping.address = "{/body/release/html_url|/body/workflow_run/html_url}";
  kind.sample = R"({
  "action": "published",
  "release": {
    "tag_name": "v1.4.0",
    "name": "Timetable 1.4",
    "html_url": "https://github.com/example/timetable/releases/tag/v1.4.0",
    "published_at": "2026-11-20T10:00:00Z"
  },
  "repository": {"full_name": "example/timetable"},
  "sender": {"login": "tilda"}
})";
  kind.sample_headers = {{"X-GitHub-Event", "release"}};
  return kind;
}

SourceKind gitlab() {
  SourceKind kind{"gitlab",
                  "GitLab",
                  {},
                  false,
                  mapping("{/body/name|/body/object_attributes/ref} of {/body/project/path_with_namespace}",
                          "{/body/released_at|/body/object_attributes/finished_at}", "8.5.1"),
                  ""};
  kind.proof.scheme = "gitlab";
  kind.mapping.when = "/body/object_kind";
  kind.mapping.when_values = {"release", "pipeline"};
  kind.mapping.address = "{/body/url|/body/object_attributes/url}";
  kind.sample = R"({
  "object_kind": "release",
  "id": 1,
  "name": "Timetable 1.4",
  "tag": "v1.4.0",
  "action": "create",
  "released_at": "2026-11-20 10:00:00 UTC",
  "url": "https://gitlab.example.org/example/timetable/-/releases/v1.4.0",
  "project": {"path_with_namespace": "example/timetable"}
})";
  kind.sample_headers = {{"X-Gitlab-Event", "Release Hook"}};
  return kind;
}

}  // namespace

const std::vector<SourceKind>& ready_made_kinds() {
  static const std::vector<SourceKind> kinds{moodle(),       canvas(),          typeform(),      survey_monkey(),
                                             google_forms(), microsoft_forms(), joiner_leaver(), github(),
                                             gitlab(),       generic()};
  return kinds;
}

const SourceKind* find_source_kind(std::string_view name) {
  const auto& kinds = ready_made_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [name](const auto& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace provost::workflows::evidence_sources
