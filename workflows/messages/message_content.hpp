#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/messages/outbox.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::messages {

/// A line of a digest.
struct ContentLine {
  std::string text;
  std::string path;  ///< "/cases/CA-1"
  std::string due;   ///< "2026-11-30"; empty: no day
  bool is_overdue = false;
};

/// What a message says now. `wording` names the template; `values` fill it; days are written “2026-11-30”.
struct MessageContent {
  std::string wording;
  boost::json::object values;
  std::string path;  ///< of the page the button opens
  std::vector<ContentLine> lines;
  std::optional<people::Person> person;  ///< to whom, or who is mentioned
  Preferences preferences;               ///< of the person
  std::string unsubscribe_code;          ///< of the person, for mail; empty: none
  bool overdue = false;
  std::optional<std::int64_t> task_id;  ///< the open task it is about
};

/// A message made anew from the present state, or why it no longer matters: a reminder is a statement about now.
struct Rendering {
  std::optional<MessageContent> content;
  std::string moot;
};

/// Confidential cases never name content in a channel: there the wording is "confidential" and leads to the tasks.
/// A person is told only what they may see now.
Rendering read_content(store::Session& session, const cases::WorkflowCatalogue& catalogue, const Outgoing& message,
                       Instant now);

}  // namespace provost::workflows::messages
