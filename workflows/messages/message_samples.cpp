#include "workflows/messages/message_samples.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "workflows/messages/events.hpp"

namespace provost::workflows::messages {

MessageContent sample_content(std::string_view event) {
  if (find_event_kind(event) == nullptr && event != "confidential") {
    throw std::invalid_argument("there is no event " + std::string(event));
  }
  MessageContent content;
  content.wording = std::string(event);
  people::Person person;
  person.email = "ada.lang@northbridge.example";
  person.name = "Ada Lang";
  content.person = person;
  content.preferences.slack_member = "U012AB3CD";
  content.preferences.teams_address = "ada.lang@northbridge.example";
  content.values = {{"organisation", "Northbridge College"}, {"person", person.name}};
  if (event == confidential || event == test || event == channel_paused) {
    content.values["text"] = "Messages to the channel “Staff room” are paused. The channel is archived.";
    content.path = "/";
    if (event == confidential) content.person.reset();
  } else if (event == digest) {
    content.path = "/";
    content.values["waiting"] = "3";
    content.values["overdue"] = "1";
    content.overdue = true;
    content.lines = {{"CA-4 Fire drill was not held: Say what caused it", "/cases/CA-4", "2026-11-20", true},
                     {"PO-007 Admission of learners: Approve version 1.1", "/documents/PO-007", "", false},
                     {"EV-12 Qualifications of teachers: Send the evidence", "/cases/EV-12", "2026-11-30", false}};
  } else if (event == document_in_force || event == answer_asked) {
    content.path = "/documents/PO-007";
    content.values["number"] = "PO-007";
    content.values["title"] = "Admission of learners";
    content.values["version"] = "1.1";
    content.values["is_approval"] = true;
  } else {
    content.path = "/cases/CA-4";
    content.values["key"] = "CA-4";
    content.values["case_title"] = "Fire drill was not held";
    content.values["workflow"] = "Corrective action";
    content.values["state"] = "Cause wanted";
    content.values["task"] = "Say what caused it";
    content.values["why"] = "Without the cause, the same happens again.";
    content.values["due"] = "2026-11-30";
    content.values["text"] =
        event == mention ? "Otto Auditor mentioned you in a comment" : "CA-4 Fire drill was not held";
    content.overdue = event == overdue;
  }
  return content;
}

}  // namespace provost::workflows::messages
