#include "workflows/evidence_sources/ready_made.hpp"

#include <algorithm>

namespace provost::workflows::evidence_sources {

namespace {

constexpr auto form_sample = R"({
  "form": "Visit to a placement",
  "submitted_at": "2026-11-20T09:30:00Z",
  "respondent": "visitor@example.com",
  "answers": {"Where": "Riverside Nursery", "Was the learner supervised?": "Yes"}
})";

/// What a script beside a form sends, whoever made the form. Who answers may be anybody.
Mapping form_mapping() {
  return {.title = "{/body/form}: an answer",
          .effective_on = "{/body/submitted_at}",
          .person = "{/body/respondent|}",
          .unknown_person = UnknownPerson::owner,
          .clauses = "9.1.2"};
}

std::vector<SourceKind> made() {
  return {// The plugin local_webhooks: the event's data with "host" and "token" added.
          {.name = "moodle",
           .title = "Moodle",
           .proof = {.scheme = "moodle"},
           .mapping = {.when = "/body/eventname",
                       .when_values = {"\\core\\event\\course_completed"},
                       .title = "Course {/body/courseid} completed by person {/body/relateduserid}",
                       .effective_on = "{/body/timecreated}",
                       .clauses = "7.2",
                       .address = "https://{/body/host}/report/completion/index.php?course={/body/courseid}"},
           .sample = R"({
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
})"},
          // Live Events in the format "Canvas".
          {.name = "canvas",
           .title = "Canvas",
           .proof = {.scheme = "address"},
           .mapping = {.when = "/body/metadata/event_name",
                       .when_values = {"course_completed"},
                       .title = "Course {/body/body/course/name|/body/body/course_id} completed by "
                                "{/body/body/user/name|/body/body/user_id}",
                       .effective_on = "{/body/metadata/event_time}",
                       .person = "{/body/body/user/email|}",
                       .clauses = "7.2"},
           .sample = R"({
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
})"},
          {.name = "typeform",
           .title = "Typeform",
           .proof = {.scheme = "typeform"},
           .mapping = {.when = "/body/event_type",
                       .when_values = {"form_response"},
                       .title = "{/body/form_response/definition/title}: a response",
                       .effective_on = "{/body/form_response/submitted_at}",
                       .person = "{/body/form_response/hidden/email|}",
                       .unknown_person = UnknownPerson::owner,
                       .clauses = "9.1.2"},
           .sample = R"({
  "event_id": "01HF3Z1T9N4QW7",
  "event_type": "form_response",
  "form_response": {
    "form_id": "lT4Z3j",
    "token": "a3a12ec67a1365927098a606107fac15",
    "submitted_at": "2026-11-20T18:17:02Z",
    "definition": {"id": "lT4Z3j", "title": "Course feedback", "fields": [{"id": "dv", "title": "How was it?", "type": "rating"}]},
    "answers": [{"type": "number", "number": 5, "field": {"id": "dv", "type": "rating"}}]
  }
})"},
          {.name = "survey_monkey",
           .title = "SurveyMonkey",
           .proof = {.scheme = "survey_monkey"},
           .gives_secret = true,
           .mapping = {.when = "/body/event_type",
                       .when_values = {"response_completed"},
                       .title = "Survey {/body/resources/survey_id}: response {/body/object_id}",
                       .effective_on = "{/body/event_datetime}",
                       .unknown_person = UnknownPerson::owner,
                       .clauses = "9.1.2"},
           .sample = R"({
  "name": "Provost",
  "filter_type": "survey",
  "filter_id": "123456789",
  "event_type": "response_completed",
  "event_id": "10027892",
  "event_datetime": "2026-11-20T21:56:31.182613+00:00",
  "object_type": "response",
  "object_id": "114377041902",
  "resources": {"respondent_id": "114377041902", "recipient_id": "0", "collector_id": "419021213", "survey_id": "123456789", "user_id": "5"}
})"},
          {.name = "google_forms",
           .title = "Google Forms",
           .proof = {.scheme = "hmac", .header = "X-Provost-Signature"},
           .mapping = form_mapping(),
           .sample = form_sample},
          {.name = "microsoft_forms",
           .title = "Microsoft Forms",
           .proof = {.scheme = "bearer"},
           .mapping = form_mapping(),
           .sample = form_sample},
          {.name = "joiner_leaver",
           .title = "HR or identity system",
           .proof = {.scheme = "bearer"},
           .mapping = {.when = "/body/event",
                       .when_values = {"Joiner", "Leaver"},
                       .title = "{/body/event}: {/body/person/name}",
                       .what = "{/body/person/job}, {/body/person/department}",
                       .effective_on = "{/body/date}",
                       .clauses = "7.2"},
           .sample = R"({
  "event": "Joiner",
  "date": "2026-11-02",
  "person": {"name": "Tilda Example", "email": "tilda@example.org", "job": "Teaching assistant", "department": "Sixth form"}
})"},
          {.name = "github",
           .title = "GitHub",
           .proof = {.scheme = "github"},
           .mapping = {.when = "/body/action",
                       .when_values = {"published", "completed"},
                       .title = "{/body/release/tag_name|/body/workflow_run/name} of {/body/repository/full_name}",
                       .effective_on = "{/body/release/published_at|/body/workflow_run/updated_at}",
                       .clauses = "8.5.1",
                       .address = "{/body/release/html_url|/body/workflow_run/html_url}"},
           .sample = R"({
  "action": "published",
  "release": {
    "tag_name": "v1.4.0",
    "name": "Timetable 1.4",
    "html_url": "https://github.com/example/timetable/releases/tag/v1.4.0",
    "published_at": "2026-11-20T10:00:00Z"
  },
  "repository": {"full_name": "example/timetable"},
  "sender": {"login": "tilda"}
})",
           .sample_headers = {{"X-GitHub-Event", "release"}}},
          {.name = "gitlab",
           .title = "GitLab",
           .proof = {.scheme = "gitlab"},
           .mapping = {.when = "/body/object_kind",
                       .when_values = {"release", "pipeline"},
                       .title = "{/body/name|/body/object_attributes/ref} of {/body/project/path_with_namespace}",
                       .effective_on = "{/body/released_at|/body/object_attributes/finished_at}",
                       .clauses = "8.5.1",
                       .address = "{/body/url|/body/object_attributes/url}"},
           .sample = R"({
  "object_kind": "release",
  "id": 1,
  "name": "Timetable 1.4",
  "tag": "v1.4.0",
  "action": "create",
  "released_at": "2026-11-20 10:00:00 UTC",
  "url": "https://gitlab.example.org/example/timetable/-/releases/v1.4.0",
  "project": {"path_with_namespace": "example/timetable"}
})",
           .sample_headers = {{"X-Gitlab-Event", "Release Hook"}}},
          {.name = "generic",
           .title = "Other software",
           .mapping = {.title = "{/body/title}",
                       .effective_on = "{/body/date|}",
                       .person = "{/body/person|}",
                       .clauses = "{/body/clauses}",
                       .documents = "{/body/documents|}"},
           .sample = R"({
  "title": "Register of fire drills",
  "date": "2026-11-20",
  "clauses": ["7.1.4"],
  "documents": [],
  "person": null
})"}};
}

}  // namespace

const std::vector<SourceKind>& ready_made_kinds() {
  static const std::vector<SourceKind> kinds = made();
  return kinds;
}

const SourceKind* find_source_kind(std::string_view name) {
  const auto& kinds = ready_made_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [name](const auto& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace provost::workflows::evidence_sources
